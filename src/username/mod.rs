//! Normalization of usernames, by deployment.
