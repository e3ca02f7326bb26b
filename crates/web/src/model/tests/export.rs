//! Files: what is asked for, once, and what becomes of the answer.

use pagelock_protocol::view::{ExportView, FormatView};

use super::*;
use crate::model::export::{ExportAction, Goes};

fn make(model: &mut Model, format: FormatView) {
    model.apply(Action::Export(ExportAction::Make(format, Goes::ToDisk)));
}

#[expect(clippy::wildcard_enum_match_arm, reason = "other requests are no files")]
fn asked(model: &Model) -> Option<(usize, u32, FormatView)> {
    match &model.study.flight.as_ref()?.request.body {
        RequestBody::Export { schedule, step, format, .. } => Some((schedule.len(), *step, *format)),
        _ => None,
    }
}

fn file(format: FormatView) -> ReplyBody {
    let (name, text) = ("same-page.svg".to_owned(), "<svg/>".to_owned());
    ReplyBody::Export(Ok(Box::new(ExportView { format, name, text })))
}

#[test]
fn a_file_is_of_the_whole_run_with_the_state_that_is_looked_at_and_is_made_once() {
    let mut model = running(&[0, 0, 0]);
    model.apply(Action::Go(Move::To(1)));
    make(&mut model, FormatView::Svg);
    assert_eq!(asked(&model), Some((3, 1, FormatView::Svg)));
    answer(&mut model, EngineName::Study, file(FormatView::Svg));
    let export = |model: &Model| model.scene.as_ref().map(|scene| scene.export.clone()).unwrap_or_default();
    let made = export(&model).made.expect("it has come");
    assert_eq!((made.number, made.view.text.as_str(), made.goes), (1, "<svg/>", Goes::ToDisk));
    assert_eq!((export(&model).making(), asked(&model)), (None, None), "it is not asked for again");
    model.apply(Action::Export(ExportAction::Given(7)));
    assert!(export(&model).made.is_some(), "another one was given away");
    model.apply(Action::Export(ExportAction::Given(1)));
    assert_eq!(export(&model).made, None);
}

#[test]
fn what_has_no_file_is_refused_with_the_reason_and_a_new_wish_forgets_it() {
    let mut model = running(&[0, 0, 0]);
    make(&mut model, FormatView::Promela);
    answer(&mut model, EngineName::Study, ReplyBody::Export(Err("300 tasks".to_owned())));
    let refused = model.scene.as_ref().and_then(|scene| scene.export.refused.clone());
    assert_eq!(refused, Some((FormatView::Promela, "300 tasks".into())));
    make(&mut model, FormatView::Dot);
    assert_eq!(model.scene.as_ref().and_then(|scene| scene.export.refused.clone()), None);
}

#[test]
fn an_engine_that_dies_of_a_file_is_replaced_and_not_asked_for_it_again() {
    let mut model = running(&[0, 0, 0]);
    make(&mut model, FormatView::Html);
    super::ready(&mut model, EngineName::Study);
    let generation = model.study.generation;
    let text = "out of memory".into();
    model.apply(Action::Crashed { engine: EngineName::Study, generation, text });
    assert_eq!((asked(&model), model.failure.clone()), (None, None));
    assert_eq!(model.study.generation, generation + 1);
    let refused = model.scene.as_ref().and_then(|scene| scene.export.refused.clone());
    assert!(refused.is_some_and(|(format, why)| format == FormatView::Html && why.contains("out of memory")));
}

#[test]
fn a_part_that_does_not_start_is_told_where_the_file_was_to_be_and_tried_again_with_the_next_wish() {
    let mut model = running(&[0, 0, 0]);
    make(&mut model, FormatView::Html);
    let generation = model.study.generation;
    model.apply(Action::Crashed { engine: EngineName::Study, generation, text: "not found".into() });
    assert_eq!((asked(&model), model.failure.clone(), model.study.generation), (None, None, generation));
    let refused = model.scene.as_ref().and_then(|scene| scene.export.refused.clone());
    assert!(refused.is_some_and(|(format, why)| format == FormatView::Html && why.contains("not found")));
    make(&mut model, FormatView::Html);
    assert_eq!(asked(&model), Some((3, 0, FormatView::Html)));
    assert_eq!(model.study.generation, generation + 1);
}
