//! The master trace against its schema, which others rely on.

use pagelock_protocol::view::FormatView;
use serde_json::{Value, json};

use crate::{Found, runs};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../docs/trace.schema.json")).expect("the schema is JSON")
}

/// The schema with every object closed: what is written and not described is found too.
fn closed(mut schema: Value) -> Value {
    if let Some(object) = schema.as_object_mut() {
        if object.contains_key("properties") && object.get("type") == Some(&json!("object")) {
            object.insert("additionalProperties".to_owned(), json!(false));
        }
        for value in object.values_mut() {
            *value = closed(value.take());
        }
    } else if let Some(array) = schema.as_array_mut() {
        for value in array {
            *value = closed(value.take());
        }
    }
    schema
}

#[test]
fn every_trace_is_valid_and_every_field_is_described() {
    let (open, closed) = (schema(), closed(schema()));
    assert!(jsonschema::draft7::meta::is_valid(&open));
    let open = jsonschema::draft7::new(&open).expect("it is a schema");
    let closed = jsonschema::draft7::new(&closed).expect("it is a schema");
    for (kind, found) in runs() {
        for at in [0, found.len()] {
            let text = found.text_at(FormatView::Json, at);
            let trace: Value = serde_json::from_str(&text).expect("it is JSON");
            for validator in [&open, &closed] {
                let errors: Vec<String> = validator
                    .iter_errors(&trace)
                    .map(|error| format!("{}: {error}", error.instance_path()))
                    .collect();
                assert!(errors.is_empty(), "{kind}: {errors:?}");
            }
        }
        let mut other: Value = serde_json::from_str(&found.text(FormatView::Json)).expect("it is JSON");
        other["version"] = json!(2);
        assert!(!open.is_valid(&other), "another version is another format");
    }
}

#[test]
fn the_numbers_of_a_trace_lead_somewhere() {
    for (kind, found) in runs() {
        let trace: Value = serde_json::from_str(&found.text(FormatView::Json)).expect("it is JSON");
        let len = |key: &str| trace[key].as_array().map_or(0, Vec::len);
        assert_eq!((len("steps"), len("schedule")), (found.len(), found.len()), "{kind}");
        assert_eq!(len("stands"), len("tasks"), "{kind}");
        for step in trace["steps"].as_array().into_iter().flatten() {
            assert!(step["task"].as_u64() < Some(len("tasks") as u64), "{kind}: {step}");
            assert!(step["place"].as_u64() < Some(len("places") as u64), "{kind}: {step}");
            for act in step["locks"].as_array().into_iter().flatten() {
                assert!(act["lock"].as_u64() < Some(len("locks") as u64), "{kind}: {step}");
            }
        }
    }
}

#[test]
fn a_long_run_of_many_tasks_tells_waits_of_the_cursor_only_and_is_valid() {
    let found = Found::new("kmap-pool", "pin-source", &[("tasks", "512"), ("pkmap_slots", "512")]);
    let trace: Value = serde_json::from_str(&found.text(FormatView::Json)).expect("it is JSON");
    assert_eq!(trace["waits_cover"], "cursor");
    assert_eq!(trace["waits"][0]["from"], json!(found.len()));
    assert!(jsonschema::draft7::new(&schema()).expect("it is a schema").is_valid(&trace));
}
