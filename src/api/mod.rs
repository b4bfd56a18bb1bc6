//! The versioned JSON of calls and answers, one form for the command line, npm and the page.
