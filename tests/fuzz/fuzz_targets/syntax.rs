//! What parses prints as a text that parses to the same tree; what does not says where, within the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scimproof::json::Span;
use scimproof::syntax::{
    AttributePath, Filter, PatchPath, SyntaxError, percent_decode, percent_encode, query_parameters, tokens,
};
use std::fmt::{Debug, Display};

fuzz_target!(|text: &str| {
    let filter = round_trip(text, Filter::parse);
    let path = round_trip(text, PatchPath::parse);
    let attribute = round_trip(text, AttributePath::parse);

    // An attribute is a path, and a path that ends with its brackets is a filter.
    if let Some(attribute) = attribute {
        assert_eq!(path, Some(attribute.into()));
    }
    if let Some(PatchPath { attribute, filter: Some(inner), sub_attribute: None }) = path
        && attribute.sub_attribute.is_none()
    {
        assert_eq!(filter, Some(Filter::ValuePath { attribute, filter: Box::new(inner) }));
    }

    let mut end = 0;
    for (_, span) in tokens(text) {
        assert!(end <= span.start && !span.is_empty(), "tokens follow each other");
        is_within(span, text);
        end = span.end;
    }

    assert_eq!(percent_decode(&percent_encode(text)), text);
    for parameter in query_parameters(text) {
        is_within(parameter.name_span, text);
        is_within(parameter.value_span, text);
        let whole = parameter.in_query(Span::new(0, parameter.value.len() as u32));
        assert_eq!(whole, parameter.value_span);
        if let Err(error) = Filter::parse(&parameter.value) {
            is_within(parameter.in_query(error.span), text);
        }
    }
});

fn round_trip<T: Display + Debug + PartialEq>(
    text: &str,
    parse: fn(&str) -> Result<T, SyntaxError>,
) -> Option<T> {
    match parse(text) {
        Ok(tree) => {
            assert_eq!(parse(&tree.to_string()).as_ref(), Ok(&tree));
            Some(tree)
        }
        Err(error) => {
            is_within(error.span, text);
            None
        }
    }
}

fn is_within(span: Span, text: &str) {
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} of {text:?}");
}
