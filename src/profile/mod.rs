//! What one endpoint accepts and does, as data with sources.
