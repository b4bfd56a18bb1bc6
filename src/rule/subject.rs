//! What checks look at. The walk visits each value once and shows it to the checks that subscribed.

#[cfg(feature = "series")]
use super::series;
use super::{Facts, Place, Sink};
use crate::json::{Error, Member, Span, Value};
use crate::message::{Part, Request, Response, Target, Unrecorded};
use crate::order;
use crate::patch::{Op, Treatment};
use crate::profile::ResourceType;
use crate::schema::Attribute;
use crate::syntax::{
    Condition, Filter, Parameter, PatchPath, SyntaxError, TokenKind, UsualPath, bulk_references, tokens,
};
use std::borrow::Cow;
use std::cell::OnceCell;

macro_rules! checks {
    (
        $($(#[doc = $doc:literal])+ $variant:ident($subject:ident),)+
        in a series: $($(#[doc = $of_series:literal])+ $later:ident,)+
    ) => {
        /// What a rule looks at, and the check itself.
        #[derive(Clone, Copy)]
        pub enum Check {
            $($(#[doc = $doc])+ $variant(fn(&$subject<'_>, &Facts<'_>, &mut Sink<'_>)),)+
            $(
                $(#[doc = $of_series])+
                #[cfg(feature = "series")]
                $later(fn(&series::$later<'_>, &series::Memory, &mut series::Trail<'_>)),
            )+
        }

        impl Check {
            /// Whether only a series of exchanges shows what it looks for.
            pub fn is_of_series(&self) -> bool {
                match self {
                    $(Check::$variant(_) => false,)+
                    $(
                        #[cfg(feature = "series")]
                        Check::$later(_) => true,
                    )+
                }
            }
        }

        impl std::fmt::Debug for Check {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self {
                    $(Check::$variant(_) => stringify!($variant),)+
                    $(
                        #[cfg(feature = "series")]
                        Check::$later(_) => stringify!($later),
                    )+
                })
            }
        }
    };
}

checks! {
    /// The request as HTTP: method, target, headers.
    Http(Http),
    /// One of which the headers are known.
    Headers(Http),
    /// One that is no operation that a resource type serves, or whose path has a slash or a part too many.
    Astray(Http),
    /// One whose target has a query.
    Queried(Http),
    /// A parameter of the query that has none of the RFC's names.
    Stray(QueryParameter),
    /// The parameter `filter`, as it is written.
    Filtering(QueryParameter),
    /// The parameter `startIndex` or `count`.
    Paging(QueryParameter),
    /// The parameter `sortBy` or `sortOrder`.
    Sorting(QueryParameter),
    /// The parameter `attributes` or `excludedAttributes`.
    Selecting(QueryParameter),
    /// A parameter of the RFC's that stood in the query before.
    RepeatedParameter(QueryParameter),
    /// An attribute that `sortBy`, `attributes` or `excludedAttributes` names and no schema declares.
    Unselectable(Selected),
    /// A filter that cannot be read.
    BrokenFilter(BrokenFilter),
    /// A filter that can.
    Filter(ParsedFilter),
    /// A condition of a filter, on an attribute that a schema declares.
    Condition(FilterCondition),
    /// One that names its attribute in another case than the schema.
    ConditionSpelled(FilterCondition),
    /// One on an attribute that no schema declares.
    ConditionUndeclared(FilterCondition),
    /// A body that is not JSON.
    Malformed(Malformed),
    /// A body that is JSON but no object.
    Root(Root),
    /// A name that an object has twice.
    Repeated(Repeated),
    /// A resource with a member that a URN names, which its `schemas` does not list to the letter.
    Unlisted(Resource),
    /// One in whose `schemas` stands, beside another URN, that of an extension by which no member is named.
    Uncarried(Resource),
    /// A resource or message whose `schemas` is no array with an element.
    Schemaless(Resource),
    /// One in whose `schemas` stands what it should not carry.
    Strangers(Resource),
    /// One whose `schemas` has elements, and among them not the URN that it must have.
    Baseless(Resource),
    /// One whose `schemas` has an element twice, or what it should not carry.
    SeveralSchemas(Resource),
    /// A member that no schema declares.
    Undeclared(Undeclared),
    /// A name that no schema declares: a member's, or that in the path of a PATCH operation.
    UnknownName(UnknownName),
    /// An attribute whose name is written in another case than its schema's.
    Spelled(Attributed),
    /// An attribute that the operation needs and the request lacks.
    Missing(Missing),
    /// A value whose JSON type is not its attribute's.
    Mismatch(Attributed),
    /// A null.
    Null(Attributed),
    /// A string where a string is due.
    Text(Attributed),
    /// One that starts or ends with white space.
    Padded(Attributed),
    /// One that is a programming language's word for nothing.
    WordForNothing(Attributed),
    /// One that starts with the bracket of a JSON object or array.
    Bracketed(Attributed),
    /// A number where a number is due.
    Number(Attributed),
    /// A multi-valued attribute with an empty array.
    NoElement(Attributed),
    /// A multi-valued attribute with more than one element.
    SeveralElements(Attributed),
    /// One with an element or more.
    Elements(Attributed),
    /// One with more elements than the endpoint is known to take of a new group's members.
    ManyElements(Attributed),
    /// An element of a multi-valued attribute, without the `value` that its schema declares.
    Valueless(Attributed),
    /// One without the `type` that its schema declares.
    Typeless(Attributed),
    /// A multi-valued attribute of whose elements at most one has a `primary`.
    Primaryless(Attributed),
    /// A multi-valued attribute of whose elements several have a `primary`.
    Primaries(Attributed),
    /// An attribute that is there, whatever its value.
    Present(Attributed),
    /// A PATCH body whose `Operations` is no array with an element.
    NoOperations(PatchBody),
    /// One whose operations do not all do the same.
    MixedOperations(PatchBody),
    /// One that is long, or whose endpoint is known to limit what a PATCH holds.
    SizedPatch(PatchBody),
    /// One operation of a PATCH that removes, without a filter in its path.
    OperationRemoving(Operation),
    /// One that removes and has a `value`.
    OperationRemovingValue(Operation),
    /// One that adds or replaces without a `path`: its `value` is an object of attributes.
    OperationPathless(Operation),
    /// One that replaces values of a multi-valued attribute, or has no `path` and may do so.
    OperationReplacingAll(Operation),
    /// One that adds or replaces, without a `value`.
    OperationValueless(Operation),
    /// One whose `value` is of a kind that it cannot be of: without a path no object, or refused by the
    /// profile's PATCH table.
    OperationMisvalued(Operation),
    /// One whose path names what only the provider writes.
    OperationReadOnly(Operation),
    /// One whose `op` is missing or not to the letter one of the three.
    OperationName(Operation),
    /// One whose `path` is not readable.
    OperationPath(Operation),
    /// One whose `path` is readable and names what no schema declares.
    OperationUndeclared(Operation),
    /// One whose `path` has a filter, other than one that looks for a text in a part that is text.
    OperationFilter(Operation),
    /// One whose `path` names an attribute with a schema's URN before it.
    OperationQualified(Operation),
    /// One whose `path` names an attribute in another case than its schema's.
    OperationRespelled(Operation),
    /// One whose `path` is written as that of an earlier operation.
    OperationRepeated(Operation),
    /// One for whose form the profile's PATCH table has a row.
    OperationTreated(Operation),
    /// One with members other than `op`, `path` and `value`.
    OperationMembers(Operation),
    /// A bulk request as a whole.
    Bulk(BulkBody),
    /// One operation of a bulk request.
    BulkOperation(BulkOperation),
    /// The request against what is known of the endpoint's state. Asked only when something is known.
    State(State),
    /// A request with what it was answered.
    Exchange(Answered),

    in a series:
    /// One exchange, with what was remembered of those before it.
    Step,
    /// One identity, when the series has ended.
    Life,
    /// The series as a whole, when it has ended.
    Whole,
}

/// The request as HTTP.
pub struct Http<'a> {
    /// The request.
    pub request: &'a Request<'a>,
    /// What its target names.
    pub target: &'a Target<'a>,
}

/// A parameter of the query.
pub struct QueryParameter<'a> {
    /// The parameter, its spans counted from the start of the target.
    pub parameter: &'a Parameter<'a>,
    /// The request.
    pub request: &'a Request<'a>,
    /// The member of the body that it is, in a query that is sent as one.
    pub sent: Option<Sent<'a>>,
}

/// A parameter in the body of a query (RFC 7644 §3.4.3).
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// The query.
    pub object: Value<'a>,
    /// The member's name.
    pub name: Value<'a>,
    /// The value, or one of an array.
    pub value: Value<'a>,
}

/// An attribute that a parameter of the query names.
pub struct Selected<'a> {
    /// The parameter.
    pub query: &'a QueryParameter<'a>,
    /// The attribute as it is named.
    pub text: &'a str,
    /// Where it stands in the parameter's value.
    pub span: Span,
    /// The attributes that could be named, core first.
    pub declared: &'a [Attribute],
}

/// A filter in the query that cannot be read.
pub struct BrokenFilter<'a> {
    /// The parameter that holds it.
    pub query: &'a QueryParameter<'a>,
    /// Why it cannot.
    pub error: &'a SyntaxError,
}

/// A filter in the query.
pub struct ParsedFilter<'a> {
    /// The parameter that holds it.
    pub query: &'a QueryParameter<'a>,
    /// The tree.
    pub tree: &'a Filter,
}

/// A condition of a filter in the query.
pub struct FilterCondition<'a> {
    /// The parameter that holds the filter.
    pub query: &'a QueryParameter<'a>,
    /// The how manyeth of the filter's conditions it is, from 0.
    pub index: usize,
    /// The condition.
    pub condition: Condition<'a>,
    /// The attribute that it names, its sub-attribute left aside, when a schema declares it.
    pub attribute: Option<&'a Attribute>,
    /// The sub-attribute that it names, when a schema declares it.
    pub sub_attribute: Option<&'a Attribute>,
    /// The dotted path of what it names, from the resource; empty when no schema declares it.
    pub path: &'a str,
    /// The attributes that could be named, core first.
    pub declared: &'a [Attribute],
    /// The filter's words and signs, once they are asked for.
    pub tokens: &'a OnceCell<Vec<(TokenKind, Span)>>,
}

/// A body that is not JSON.
pub struct Malformed<'a> {
    /// The body.
    pub body: &'a [u8],
    /// Why it is not.
    pub error: &'a Error,
}

/// A body that is JSON but no object.
pub struct Root<'a> {
    /// The value.
    pub value: Value<'a>,
}

/// A name that an object has twice.
pub struct Repeated<'a> {
    /// The member that came first.
    pub first: Member<'a>,
    /// The later one.
    pub second: Member<'a>,
}

/// A resource or message as a whole.
pub struct Resource<'a> {
    /// The object.
    pub object: Value<'a>,
    /// Its `schemas`, if it has that member in any spelling.
    pub schemas: Option<Member<'a>>,
    /// The URN that it should carry: a message's own, else the core schema's.
    pub urn: &'a str,
    /// The URNs that it may carry beside, of extensions.
    pub extensions: &'a [String],
    /// Whether it is a message, such as a `PatchOp`.
    pub is_message: bool,
    /// The URNs in `schemas` that are none of those, to the letter.
    pub strangers: &'a [Value<'a>],
}

/// A member that no schema declares.
pub struct Undeclared<'a> {
    /// The member.
    pub member: Member<'a>,
    /// The dotted path of the object that it stands in; empty for the resource itself.
    pub owner: &'a str,
    /// The attributes that could stand there.
    pub declared: &'a [Attribute],
    /// The resource that it stands in.
    pub resource: Value<'a>,
}

/// A name that no schema declares.
pub struct UnknownName<'a> {
    /// The member's name, or the operation's path.
    pub name: Value<'a>,
    /// Where it stands.
    pub place: Place,
    /// The attributes that could stand there.
    pub declared: &'a [Attribute],
}

/// An attribute with its value.
pub struct Attributed<'a> {
    /// The member's name; the value itself for an element of an array or the value of a PATCH operation.
    pub name: Value<'a>,
    /// The value.
    pub value: Value<'a>,
    /// The attribute as its schema declares it.
    pub attribute: &'a Attribute,
    /// The dotted path from the resource.
    pub path: &'a str,
    /// Whether the value is one element of the multi-valued attribute, so that no array is due.
    pub is_element: bool,
}

/// An attribute that the operation needs and the request lacks.
pub struct Missing<'a> {
    /// The object that lacks it.
    pub object: Value<'a>,
    /// The attribute.
    pub attribute: &'a Attribute,
    /// The dotted path from the resource.
    pub path: &'a str,
}

/// A PATCH body as a whole.
pub struct PatchBody<'a> {
    /// The object.
    pub object: Value<'a>,
    /// Its `Operations`, spelled so.
    pub operations: Option<Member<'a>>,
    /// A member that may have been meant as `Operations`.
    pub misspelled: Option<Member<'a>>,
}

/// One operation of a PATCH.
pub struct Operation<'a> {
    /// The object; any JSON value if the request has it wrong.
    pub object: Value<'a>,
    /// The index in `Operations`.
    pub index: usize,
    /// The member `op`.
    pub op: Option<Value<'a>>,
    /// What `op` says, whatever its case.
    pub kind: Option<Op>,
    /// The member `path`.
    pub path: Option<Value<'a>>,
    /// The path as it was read.
    pub read: ReadPath<'a>,
    /// The attribute that the path names, when a schema declares it.
    pub attribute: Option<&'a Attribute>,
    /// The sub-attribute that the path names, when a schema declares it.
    pub sub_attribute: Option<&'a Attribute>,
    /// The member `value`.
    pub value: Option<Value<'a>>,
    /// What becomes of it by the profile's PATCH table, if that has a row for its form.
    pub treatment: Option<Treatment>,
    /// The path of an earlier operation that is written as this one's.
    pub earlier: Option<Value<'a>>,
    /// The attributes that a path can name, core first.
    pub declared: &'a [Attribute],
}

/// How the path of an operation was read.
#[derive(Clone, Copy)]
pub enum ReadPath<'a> {
    /// There is none that is a string.
    Absent,
    /// It has a tree.
    Tree(&'a PatchPath),
    /// It has the form of most paths with a filter and names what the schema declares, to the letter. It gets
    /// its tree when one is asked for.
    Usual(UsualPath<'a>, &'a OnceCell<PatchPath>),
    /// It cannot be read.
    Broken(&'a SyntaxError),
}

impl<'a> ReadPath<'a> {
    /// The tree, or why there is none. `None` without a path that is a string.
    pub fn tree(self) -> Option<Result<&'a PatchPath, &'a SyntaxError>> {
        match self {
            ReadPath::Absent => None,
            ReadPath::Tree(tree) => Some(Ok(tree)),
            ReadPath::Usual(path, tree) => Some(Ok(tree.get_or_init(|| path.into()))),
            ReadPath::Broken(error) => Some(Err(error)),
        }
    }
}

/// A bulk request as a whole.
pub struct BulkBody<'a> {
    /// The object.
    pub object: Value<'a>,
    /// Its `Operations`, in whatever case.
    pub operations: Option<Member<'a>>,
    /// The names of new resources in it.
    pub names: &'a BulkNames<'a>,
}

/// One operation of a bulk request.
pub struct BulkOperation<'a> {
    /// The object; any JSON value if the request has it wrong.
    pub object: Value<'a>,
    /// The member `method`.
    pub method: Option<Value<'a>>,
    /// What the method asks for, if it is one that a bulk request may have.
    pub operation: Option<crate::profile::Operation>,
    /// The member `path`.
    pub path: Option<Value<'a>>,
    /// What the path names.
    pub target: Option<&'a Target<'a>>,
    /// The member `bulkId`.
    pub bulk_id: Option<Value<'a>>,
    /// The member `data`.
    pub data: Option<Value<'a>>,
    /// The names of new resources in the bulk request.
    pub names: &'a BulkNames<'a>,
}

/// The names that operations of a bulk request give to new resources, and those by which they are meant.
pub struct BulkNames<'a> {
    /// Each `bulkId` with its value, sorted by name and then by place.
    pub given: Vec<(Cow<'a, str>, Value<'a>)>,
    /// Each name that an operation's data or path refers to, with the value that it stands in, in the text's order.
    pub meant: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> BulkNames<'a> {
    pub(crate) fn of(operations: Option<Value<'a>>) -> BulkNames<'a> {
        let mut names = BulkNames { given: Vec::new(), meant: Vec::new() };
        let operations = || operations.into_iter().flat_map(Value::elements);
        for operation in operations() {
            if let Some(id) = operation.get("bulkId")
                && let Some(name) = id.string()
            {
                names.given.push((name, id));
            }
        }
        order::sort(&mut names.given, |(one, _), (other, _)| one.cmp(other));
        let mut meant = Vec::new();
        for member in operations().flat_map(Value::members) {
            if matches!(&*member.key_bytes(), b"path" | b"data") {
                gather(member.value, &|name| names.gives(name), &mut meant);
            }
        }
        names.meant = meant;
        names
    }

    /// Whether an operation gives a new resource that name.
    pub fn gives(&self, name: &str) -> bool {
        self.given.binary_search_by(|(given, _)| (**given).cmp(name)).is_ok()
    }
}

/// The names that are meant in a value. Depth is bounded by the parser's.
pub(crate) fn gather<'a>(
    value: Value<'a>,
    is_given: &dyn Fn(&str) -> bool,
    meant: &mut Vec<(Cow<'a, str>, Value<'a>)>,
) {
    if let Some(text) = value.string() {
        for (_, name) in bulk_references(&text, is_given) {
            meant.push((Cow::Owned(name.to_owned()), value));
        }
        return;
    }
    for part in value.members().map(|member| member.value).chain(value.elements()) {
        gather(part, is_given, meant);
    }
}

/// A request with what it was answered.
pub struct Answered<'a> {
    /// The request.
    pub request: &'a Request<'a>,
    /// What its target names.
    pub target: &'a Target<'a>,
    /// The request's body, where it is a JSON object.
    pub sent: Option<Value<'a>>,
    /// What came back.
    pub response: &'a Response<'a>,
    /// What of both is not known.
    pub unrecorded: Unrecorded,
    /// The response's body, where it is a JSON object.
    pub shown: Option<Value<'a>>,
}

/// The request against what is known of the endpoint's state.
pub struct State<'a> {
    /// The request.
    pub request: &'a Request<'a>,
    /// What its target names.
    pub target: &'a Target<'a>,
    /// The body's object, if there is one.
    pub object: Option<Value<'a>>,
}

impl<'a> Operation<'a> {
    /// The path's tree, or why there is none. `None` without a path that is a string.
    pub fn tree(&self) -> Option<Result<&'a PatchPath, &'a SyntaxError>> {
        self.read.tree()
    }

    /// Whether the path writes a name in another case than its schema does.
    pub fn is_respelled(&self, path: &PatchPath) -> bool {
        let differs = |written: Option<&str>, declared: Option<&Attribute>| {
            written.zip(declared).is_some_and(|(written, declared)| written != declared.name)
        };
        differs(Some(&path.attribute.attribute), self.attribute) || differs(path.sub(), self.sub_attribute)
    }

    /// Whether the path has a filter.
    pub fn has_filter(&self) -> bool {
        match self.read {
            ReadPath::Tree(tree) => tree.filter.is_some(),
            ReadPath::Usual(..) => true,
            ReadPath::Absent | ReadPath::Broken(_) => false,
        }
    }

    /// Whether the path names the core schema or an extension as a whole.
    pub fn names_whole_schema(&self, path: &PatchPath, resource_type: Option<&ResourceType>) -> bool {
        path.full_urn().is_some_and(|urn| {
            resource_type.is_some_and(|kind| kind.schema.eq_ignore_ascii_case(&urn))
                || self.declared.iter().any(|known| known.name.eq_ignore_ascii_case(&urn))
        })
    }
}

impl QueryParameter<'_> {
    /// The name as a place.
    pub fn name(&self) -> Place {
        match self.sent {
            Some(Sent { name, value, .. }) => Place::name(name, value),
            None => Place::of(Part::Target, self.parameter.name_span),
        }
    }

    /// The value as a place.
    pub fn value(&self) -> Place {
        match self.sent {
            Some(Sent { value, .. }) => Place { span: value.content_span(), ..value.into() },
            None => Place::of(Part::Target, self.parameter.value_span),
        }
    }

    /// A range of the decoded value as a place.
    pub fn within(&self, span: Span) -> Place {
        match self.sent {
            Some(Sent { value, .. }) => Place::within(value, span),
            None => Place::of(Part::Target, self.parameter.in_query(span)),
        }
    }
}

impl FilterCondition<'_> {
    /// What it compares: the sub-attribute if it names one, else the attribute.
    pub fn named(&self) -> Option<&Attribute> {
        match (self.condition.within, &self.condition.attribute.sub_attribute) {
            (None, None) => self.attribute,
            (Some(_), _) | (_, Some(_)) => self.sub_attribute,
        }
    }

    /// Its words: where attribute, operator and value stand in the decoded filter, and the attribute
    /// before the bracket that it follows, if it does. Read from the text: a tree has no places.
    pub fn words(&self) -> Words {
        let tokens = self.tokens.get_or_init(|| tokens(&self.query.parameter.value).collect());
        let is_operator = |at: &usize| tokens[*at].0 == TokenKind::Operator;
        let at = (1..tokens.len()).filter(is_operator).nth(self.index).unwrap_or_default();
        let span = |at: usize| tokens.get(at).map_or(Span::default(), |(_, span)| *span);
        let follows_bracket = at > 2 && tokens[at - 2].0 == TokenKind::OpenBracket;
        Words {
            owner: follows_bracket.then(|| span(at - 3)),
            attribute: span(at.saturating_sub(1)),
            operator: span(at),
            value: self.condition.comparison.map(|_| span(at + 1)),
        }
    }
}

/// Where the words of a filter's condition stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The attribute of the value path, for the first condition between its brackets.
    pub owner: Option<Span>,
    /// The attribute.
    pub attribute: Span,
    /// The operator.
    pub operator: Span,
    /// The value; none for `pr`.
    pub value: Option<Span>,
}
