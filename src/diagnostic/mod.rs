//! What is found: diagnostics, where they are, how bad they are, what mends them.
