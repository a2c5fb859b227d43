"""The examples, each at a real socket and used as a visitor would."""
