//! Where a file's code can be changed, and how.

use proc_macro2::{TokenStream, TokenTree};
use std::ops::Range;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Arm, Attribute, BinOp, Block, Expr, ImplItemFn, ItemFn, Pat, ReturnType, Signature, Type, UnOp};

/// One change of the code. It is written as insertions alone, so that changes may stand inside each other.
#[derive(Debug, Clone)]
pub(crate) struct Mutant {
    /// The file, from the repository's root.
    pub(crate) file: String,
    /// The line on which it begins.
    pub(crate) line: usize,
    /// The function in which it stands.
    pub(crate) function: String,
    /// Whether it stands in a block of `rules!`.
    pub(crate) in_rules: bool,
    /// What is changed, in a few words.
    pub(crate) what: String,
    /// The bytes that it surrounds.
    pub(crate) span: Range<usize>,
    /// Written before them; `ON` is whether the change is on.
    pub(crate) before: String,
    /// Written behind them.
    pub(crate) after: &'static str,
}

/// Every change of a file.
pub(crate) fn mutants(file: &str, text: &str) -> Result<Vec<Mutant>, syn::Error> {
    let parsed = syn::parse_file(text)?;
    let mut finder = Finder { file, text, function: String::new(), in_rules: false, mutants: Vec::new() };
    finder.visit_file(&parsed);
    Ok(finder.mutants)
}

struct Finder<'a> {
    file: &'a str,
    text: &'a str,
    function: String,
    in_rules: bool,
    mutants: Vec<Mutant>,
}

impl Finder<'_> {
    fn note(&mut self, span: Range<usize>, what: String, before: String, after: &'static str) {
        let line = self.text[..span.start].matches('\n').count() + 1;
        let (file, function) = (self.file.to_owned(), self.function.clone());
        self.mutants.push(Mutant {
            file,
            line,
            function,
            in_rules: self.in_rules,
            what,
            span,
            before,
            after,
        });
    }

    fn source(&self, node: &impl Spanned) -> &str {
        &self.text[node.span().byte_range()]
    }

    /// The expression as another one.
    fn instead(&mut self, node: &Expr, what: String, other: &str) {
        self.note(node.span().byte_range(), what, format!("(if ON {{ {other} }} else {{ "), " })");
    }

    /// A condition as one that always holds, and as one that never does.
    fn condition(&mut self, node: &Expr) {
        if has_let(node) {
            return;
        }
        let (span, source) = (node.span().byte_range(), short(self.source(node)));
        self.note(span.clone(), format!("`{source}` as `true`"), "(ON || (".to_owned(), "))");
        self.note(span, format!("`{source}` as `false`"), "(!ON && (".to_owned(), "))");
    }

    fn function(&mut self, attributes: &[Attribute], signature: &Signature, block: &Block) {
        if is_test(attributes) || signature.constness.is_some() {
            return;
        }
        let outer = std::mem::replace(&mut self.function, signature.ident.to_string());
        let at = block.brace_token.span.open().byte_range().end;
        if !block.stmts.is_empty() {
            for value in values(&signature.output) {
                let what = format!("returns `{value}` at once");
                self.note(at..at, what, format!(" if ON {{ return {value}; }} "), "");
            }
        }
        self.visit_block(block);
        self.function = outer;
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(&item.attrs, &item.sig, &item.block);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.function(&item.attrs, &item.sig, &item.block);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}

    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if item.mac.path.is_ident("rules")
            && let Ok(Rules(rules)) = syn::parse2(item.mac.tokens.clone())
        {
            self.in_rules = true;
            for rule in &rules {
                self.function.clone_from(&rule.name);
                if let Some(wants) = &rule.wants {
                    self.visit_expr(wants);
                }
                self.visit_block(&rule.check.block);
            }
            self.in_rules = false;
        }
    }

    fn visit_expr_binary(&mut self, node: &'ast syn::ExprBinary) {
        visit::visit_expr_binary(self, node);
        let whole = Expr::Binary(node.clone());
        if has_let(&whole) {
            return;
        }
        let (left, right) = (self.source(&node.left).to_owned(), self.source(&node.right).to_owned());
        let operator = self.source(&node.op).to_owned();
        for other in others(&node.op) {
            self.instead(&whole, format!("`{operator}` as `{other}`"), &format!("{left} {other} {right}"));
        }
    }

    fn visit_expr_unary(&mut self, node: &'ast syn::ExprUnary) {
        visit::visit_expr_unary(self, node);
        if matches!(node.op, UnOp::Not(_)) {
            let inner = self.source(&node.expr).to_owned();
            self.instead(&Expr::Unary(node.clone()), "without `!`".to_owned(), &inner);
        }
    }

    fn visit_expr_if(&mut self, node: &'ast syn::ExprIf) {
        visit::visit_expr_if(self, node);
        self.condition(&node.cond);
    }

    fn visit_expr_match(&mut self, node: &'ast syn::ExprMatch) {
        visit::visit_expr_match(self, node);
        let takes_all = |arm: &Arm| match &arm.pat {
            Pat::Wild(_) => arm.guard.is_none(),
            // `None` parses as a name too.
            Pat::Ident(name) => arm.guard.is_none() && name.ident.to_string().starts_with(char::is_lowercase),
            _ => false,
        };
        let has_rest = node.arms.iter().any(takes_all);
        for arm in &node.arms {
            match &arm.guard {
                Some((_, guard)) => self.condition(guard),
                // An arm of a match that names every case has to be there.
                None if !has_rest || takes_all(arm) => {}
                None => {
                    let pattern = arm.pat.span().byte_range();
                    let what = format!("without the arm `{}`", short(self.source(&arm.pat)));
                    self.note(pattern.end..pattern.end, what, " if !ON".to_owned(), "");
                }
            }
        }
    }

    fn visit_stmt(&mut self, node: &'ast syn::Stmt) {
        visit::visit_stmt(self, node);
        if let syn::Stmt::Expr(Expr::Call(_) | Expr::MethodCall(_), Some(_)) = node {
            let what = format!("without `{}`", short(self.source(node)));
            self.note(node.span().byte_range(), what, "if !ON { ".to_owned(), " }");
        }
    }
}

/// The rules of a family, as far as their code goes.
struct Rules(Vec<Rule>);

struct Rule {
    name: String,
    wants: Option<Expr>,
    check: ItemFn,
}

impl Parse for Rules {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut rules = Vec::new();
        while !input.is_empty() {
            Attribute::parse_outer(input)?;
            let name = input.parse::<syn::Ident>()?.to_string();
            let facts;
            syn::braced!(facts in input);
            let wants = wanted(facts.parse()?);
            rules.push(Rule { name, wants, check: input.parse()? });
        }
        Ok(Self(rules))
    }
}

/// The closure behind `wants:`: what stands up to the next name with a colon.
fn wanted(facts: TokenStream) -> Option<Expr> {
    let tokens: Vec<TokenTree> = facts.into_iter().collect();
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.to_string() == word);
    let start = (0..tokens.len()).find(|at| is(*at, "wants") && is(at + 1, ":"))? + 2;
    let ends = |at: &usize| is(*at, ",") && ["on", "given", "bad"].iter().any(|word| is(at + 1, word));
    let end = (start..tokens.len()).find(ends)?;
    syn::parse2(tokens[start..end].iter().cloned().collect()).ok()
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        syn::Meta::NameValue(_) => false,
    })
}

/// Whether a condition binds names, so that it cannot be put into brackets.
fn has_let(node: &Expr) -> bool {
    match node {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

fn others(operator: &BinOp) -> &'static [&'static str] {
    match operator {
        BinOp::Eq(_) => &["!="],
        BinOp::Ne(_) => &["=="],
        BinOp::And(_) => &["||"],
        BinOp::Or(_) => &["&&"],
        BinOp::Lt(_) => &["<=", ">="],
        BinOp::Le(_) => &["<", ">"],
        BinOp::Gt(_) => &[">=", "<="],
        BinOp::Ge(_) => &[">", "<"],
        BinOp::Add(_) => &["-"],
        BinOp::Sub(_) => &["+"],
        BinOp::Mul(_) | BinOp::Rem(_) => &["/"],
        BinOp::Div(_) => &["*"],
        BinOp::BitAnd(_) => &["|"],
        BinOp::BitOr(_) => &["&"],
        BinOp::AddAssign(_) => &["-="],
        BinOp::SubAssign(_) => &["+="],
        BinOp::BitOrAssign(_) => &["&="],
        BinOp::BitAndAssign(_) => &["|="],
        _ => &[],
    }
}

/// What a function of that return type may give without having looked.
fn values(output: &ReturnType) -> Vec<String> {
    let ReturnType::Type(_, kind) = output else { return vec![String::new()] };
    of_type(kind)
}

fn of_type(kind: &Type) -> Vec<String> {
    let some = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    match kind {
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return Vec::new() };
            let inner = || match &last.arguments {
                syn::PathArguments::AngleBracketed(given) => match given.args.first() {
                    Some(syn::GenericArgument::Type(inner)) => of_type(inner),
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            };
            match last.ident.to_string().as_str() {
                "bool" => some(&["true", "false"]),
                "u8" | "u16" | "u32" | "u64" | "usize" => some(&["0", "1"]),
                "String" => some(&["String::new()", "\"xyzzy\".into()"]),
                "Cow" => some(&["\"xyzzy\".into()"]),
                "Option" => {
                    let inner = inner().into_iter().map(|value| format!("Some({value})"));
                    std::iter::once("None".to_owned()).chain(inner).collect()
                }
                "Result" => inner().into_iter().map(|value| format!("Ok({value})")).collect(),
                "Self" => Vec::new(),
                _ => some(&["Default::default()"]),
            }
        }
        Type::Reference(reference) if reference.mutability.is_none() => match &*reference.elem {
            Type::Path(path) if path.path.is_ident("str") => some(&["\"\"", "\"xyzzy\""]),
            Type::Slice(_) => some(&["&[]"]),
            _ => Vec::new(),
        },
        Type::Tuple(tuple) if tuple.elems.is_empty() => some(&["()"]),
        _ => Vec::new(),
    }
}

fn short(source: &str) -> String {
    let line = source.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
