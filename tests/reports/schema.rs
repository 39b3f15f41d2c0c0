//! The schemas in `reports/schema` are those of the types. `UPDATE=1 cargo test schema` writes them anew.

use std::{env, fs, path::Path};

use super::synthetic::everything;
use toetssteen::{
    gather::outline::Outline,
    report::{catalogue, schema::schemas},
};

#[test]
fn committed_schemas_are_those_of_the_types() {
    let all = schemas().into_iter().chain(catalogue::schemas()).chain([("plan.json", Outline::schema())]);
    for (name, schema) in all {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/schema").join(name);
        let now = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, &now).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == now, "reports/schema/{name} is stale; run UPDATE=1 cargo test schema");
    }
}

#[test]
fn the_schema_names_every_field_that_the_document_has() {
    let document: serde_json::Value = serde_json::from_str(&everything().render("testrapport.json")).unwrap();
    let [_, _, (_, schema), _] = schemas();
    let schema = schema.to_value();
    let fields = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&document), fields(&schema["properties"]));
    assert_eq!(fields(&document["head"]), fields(&schema["$defs"]["Head"]["properties"]));
    let criterion = &document["aansluitingen"][0]["criteria"]["sessie/uitloggen"];
    let names: Vec<String> = schema["$defs"].as_object().unwrap().keys().cloned().collect();
    let described = names.iter().any(|name| {
        schema["$defs"][name]["properties"].as_object().is_some_and(|known| {
            let known: Vec<String> = known.keys().cloned().collect();
            known == fields(criterion)
        })
    });
    assert!(described, "no definition of {names:?} has the fields of a criterion");
}
