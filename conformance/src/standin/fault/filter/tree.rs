//! Changes of a filter's tree.

use scimproof::syntax::{Filter, Operator, ValueLiteral};

/// The filter with every part changed, the innermost first.
pub(in crate::standin::fault) fn change(filter: Filter, edit: &dyn Fn(Filter) -> Filter) -> Filter {
    let all = |parts: Vec<Filter>| parts.into_iter().map(|part| change(part, edit)).collect();
    edit(match filter {
        Filter::And(parts) => Filter::And(all(parts)),
        Filter::Or(parts) => Filter::Or(all(parts)),
        Filter::Not(part) => Filter::Not(Box::new(change(*part, edit))),
        Filter::ValuePath { attribute, filter } => {
            Filter::ValuePath { attribute, filter: Box::new(change(*filter, edit)) }
        }
        leaf @ (Filter::Present(_) | Filter::Compare(_)) => leaf,
    })
}

/// The filter with one operator in place of another where it compares texts that are no instants.
pub(super) fn operator(filter: Filter, from: Operator, to: Operator) -> Filter {
    match filter {
        Filter::Compare(mut comparison)
            if comparison.operator == from
                && matches!(comparison.value, ValueLiteral::String(_))
                && comparison.attribute.attribute != "meta" =>
        {
            comparison.operator = to;
            Filter::Compare(comparison)
        }
        other => other,
    }
}

/// A filter that nothing matches.
pub(super) fn nothing() -> Filter {
    Filter::Not(Box::new(anything()))
}

/// A filter that every resource matches.
pub(super) fn anything() -> Filter {
    Filter::Present(scimproof::syntax::AttributePath::of("id"))
}
