//! The normative sentences of the RFCs as data; rules and checks cite their ids.
