//! Who becomes whom: how a sign-in finds the provisioned identity.
