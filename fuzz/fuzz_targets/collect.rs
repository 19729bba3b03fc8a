//! Records, importers, splitting, encodings and times from any bytes.
#![no_main]

use entrepot_collect::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = fuzzing::records(bytes);
    assert!(fuzzing::importers(bytes));
    assert!(fuzzing::split(bytes));
    assert!(fuzzing::decode(bytes));
    assert!(fuzzing::time(bytes));
});
