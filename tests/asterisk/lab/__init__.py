"""A laboratory with a real Asterisk, scripted SIP phones, and oracles that are not AMI."""
