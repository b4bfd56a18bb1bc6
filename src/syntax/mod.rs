//! SCIM's small languages, text to tree and back: attribute paths, filters, query strings.
//!
//! Written by hand, because a refused text must say which character broke it. Depth is bounded;
//! every tree prints as text that parses to the same tree.
