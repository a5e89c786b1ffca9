//! A small Pipedrive on this machine.
