//! Values of this room for property tests, here and on the floors above.

use proptest::prelude::*;

use super::{AttributePath, Comparison, Filter, Operator, PatchPath, ValueLiteral};

/// Names, the words of the filter language among them.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "([a-zA-Z]|\\$[a-zA-Z])[a-zA-Z0-9_$-]{0,6}",
        1 => prop::sample::select(vec!["and", "or", "not", "NOT", "pr", "eq", "true", "null"])
            .prop_map(ToOwned::to_owned),
    ]
}

pub(crate) fn attribute_path() -> impl Strategy<Value = AttributePath> {
    let schema = "urn:[a-z]{1,4}(:[a-zA-Z0-9.-]{1,5}){0,2}";
    (prop::option::weighted(0.2, schema), name(), prop::option::weighted(0.3, name()))
        .prop_map(|(schema, attribute, sub_attribute)| AttributePath { schema, attribute, sub_attribute })
}

fn literal() -> impl Strategy<Value = ValueLiteral> {
    prop_oneof![
        any::<String>().prop_map(ValueLiteral::String),
        "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,2})?(e-?[0-9])?".prop_map(ValueLiteral::Number),
        any::<bool>().prop_map(ValueLiteral::Boolean),
        Just(ValueLiteral::Null),
    ]
}

fn condition() -> impl Strategy<Value = Filter> {
    let compared = (attribute_path(), prop::sample::select(Operator::ALL.to_vec()), literal())
        .prop_map(|(attribute, operator, value)| Filter::Compare(Comparison { attribute, operator, value }));
    prop_oneof![1 => attribute_path().prop_map(Filter::Present), 3 => compared]
}

fn combined(leaf: BoxedStrategy<Filter>) -> BoxedStrategy<Filter> {
    leaf.prop_recursive(4, 24, 3, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            parts().prop_map(Filter::And),
            parts().prop_map(Filter::Or),
            inner.clone().prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
    .boxed()
}

/// A filter as it may stand between the brackets of a value path.
pub(crate) fn value_filter() -> BoxedStrategy<Filter> {
    combined(condition().boxed())
}

pub(crate) fn filter() -> BoxedStrategy<Filter> {
    let value_path = (attribute_path(), value_filter())
        .prop_map(|(attribute, filter)| Filter::ValuePath { attribute, filter: Box::new(filter) });
    combined(prop_oneof![3 => condition(), 1 => value_path].boxed())
}

pub(crate) fn patch_path() -> impl Strategy<Value = PatchPath> {
    prop_oneof![
        attribute_path().prop_map(PatchPath::from),
        (attribute_path(), value_filter(), prop::option::of(name())).prop_map(
            |(mut attribute, filter, sub)| {
                attribute.sub_attribute = None;
                PatchPath { attribute, filter: Some(filter), sub_attribute: sub }
            }
        ),
    ]
}

/// Texts made of a filter's words and signs, and of anything.
pub(crate) fn filter_like() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "a", "not", "and", "or", "eq", "pr", "(", ")", "[", "]", "\"", "\"x\"", "\\", "\\u", "'", "“", ".",
        ",", " ", " ", " ", "1", "-", "true", "urn:x:y:", "/", "=", "é", "😀", "emails", "value", "\u{0}",
    ]);
    prop_oneof![
        3 => prop::collection::vec(word, 0..16).prop_map(|words| words.concat()),
        1 => any::<String>(),
    ]
}
