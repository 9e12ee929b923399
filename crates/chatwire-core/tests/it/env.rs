//! Environment variables.

use chatwire_core::ErrorKind;
use chatwire_core::env::{EnvVar, Vars};

const KEY: EnvVar = EnvVar::new("CHATWIRE_TEST_NO_SUCH_KEY", "API key of the test");

#[test]
fn a_missing_variable_is_named_with_its_meaning() {
    for vars in
        [Vars::process(), Vars::from_pairs([(KEY.name, "")]), Vars::from_pairs([("OTHER", "x")])]
    {
        let err = vars.required(KEY).unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Config);
        assert_eq!(
            err.message(),
            "variable CHATWIRE_TEST_NO_SUCH_KEY is not set (API key of the test)"
        );
        assert_eq!(vars.optional(KEY).unwrap(), None);
    }
}

#[test]
fn the_process_and_tables_are_read() {
    let path = EnvVar::new("PATH", "set in every process");
    assert_eq!(Vars::process().required(path).unwrap(), std::env::var("PATH").unwrap());
    let vars = Vars::from_pairs([(KEY.name, "value")]);
    assert_eq!(vars.required(KEY).unwrap(), "value");
    assert!(!format!("{vars:?}").contains("value"));
}
