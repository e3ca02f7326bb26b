//! A scenario as written to one the engine runs: names become ids, `count` becomes tasks, calls become programs.
//!
//! Arrow: `RawScenario` + `Checked` + options -> **`Scenario`**. Every mistake of the scenario is found in one pass.
//! Knows nothing of states.

use std::sync::Arc;

use pagelock_engine::id::{FileId, MmId};
use pagelock_engine::limits::SECTORS_PER_PAGE;
use pagelock_engine::scenario::{
    Actor, Failure, File, FileKind, FileSystem, Mm, MmKind, PageInit, Pick, Scenario, Task, UserPage,
};
use pagelock_lists::Map;

use crate::ast::{self, FunctionKind};
use crate::check::Checked;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::expectation::is_summary;
use crate::lower::lower_env;
use crate::mapping::{RawMap, RawTarget, self_maps};
use crate::options::Options;
use crate::raw::{RawFile, RawScenario};
use crate::resolve_calls::Names;
use crate::resolve_groups::Group;
use crate::similar::similar;
use crate::span::{Span, Spanned};
use crate::wire;

/// Resolves a scenario against a listing.
///
/// # Errors
/// Every mistake of the scenario, and mistakes of the listing that only show with its calls.
pub fn resolve(
    name: &str,
    raw: &RawScenario,
    checked: &Checked,
    options: &Options,
) -> Result<Scenario, Vec<Diagnostic>> {
    let mut resolver = Resolver {
        raw,
        checked,
        options,
        diagnostics: Diagnostics::new(name),
        elsewhere: Vec::new(),
        scenario: Scenario {
            rwsem: options.rwsem,
            pkmap_slots: options.pkmap_slots,
            failures: [0; Failure::ALL.len()],
            files: Vec::new(),
            mms: Vec::new(),
            tasks: Vec::new(),
            actors: Vec::new(),
        },
    };
    resolver.run();
    let Resolver { diagnostics, elsewhere, scenario, .. } = resolver;
    let mut all = diagnostics.finish();
    all.extend(elsewhere);
    if all.is_empty() { Ok(scenario) } else { Err(all) }
}

pub(crate) struct Resolver<'a> {
    pub(crate) raw: &'a RawScenario,
    pub(crate) checked: &'a Checked,
    pub(crate) options: &'a Options,
    pub(crate) diagnostics: Diagnostics,
    /// mistakes of the listing
    pub(crate) elsewhere: Vec<Diagnostic>,
    scenario: Scenario,
}

/// Ids of the files that a task sees under their names: its private copies, else the shared ones.
pub(crate) type Files = Map<String, FileId>;

impl<'a> Resolver<'a> {
    fn run(&mut self) {
        self.names_are_unique();
        let raw = self.raw;
        if raw.tasks.is_empty() {
            self.diagnostics.error_whole(Code::NoTasks, "the scenario has no `[[task]]`");
        }
        let groups: Vec<Group<'a>> = raw.tasks.iter().map(|task| self.group(task)).collect();
        if !self.can_be_built(&groups) {
            return;
        }
        let is_private =
            |name: &str| raw.tasks.iter().any(|task| task.private.iter().any(|p| p.value == name));
        let mut shared = Files::new();
        for file in raw.files.iter().filter(|file| !is_private(&file.name.value)) {
            shared.insert(file.name.value.clone(), self.add_file(file, &file.name.value));
        }
        let mut mms = Map::new_vec();
        for mm in &raw.mms {
            let id = self.add_mm(&mm.name.value, MmKind::User, &mm.maps, &shared);
            mms.insert(mm.name.value.clone(), id);
        }
        self.set_failures();
        for group in &groups {
            self.add_group(group, &shared, &mms);
        }
        self.environment();
        self.expectations();
        if self.diagnostics.is_empty() && !self.scenario.fits() {
            self.too_many();
        }
    }

    /// Expectations are what [`pagelock_engine::Report::summary`] can say.
    fn expectations(&mut self) {
        let raw = self.raw;
        for list in [&raw.expect].into_iter().chain(raw.variants.iter().map(|variant| &variant.expect)) {
            let mut seen = Map::new_vec();
            for listing in list.iter().map(|expect| &expect.listing) {
                if seen.insert(&listing.value, ()).is_some() {
                    let message = format!("something is expected of `{}` already", listing.value);
                    self.diagnostics.error(Code::NameTwice, listing.span, message);
                }
            }
        }
        let variants = raw.variants.iter().flat_map(|variant| &variant.expect);
        for expect in raw.expect.iter().chain(variants) {
            let verdict = &expect.verdict;
            if !is_summary(&verdict.value) {
                let message = format!("`{}` is not what a search can find", verdict.value);
                let hint = "write `deadlock (KIND)`, `livelock`, `hazard (NAMES) + RESULT` or `ok + RESULT`";
                self.diagnostics.error_hint(Code::BadExpectation, verdict.span, message, hint);
            }
        }
    }

    fn names_are_unique(&mut self) {
        let raw = self.raw;
        let mut seen = Map::new_vec();
        let files = raw.files.iter().map(|file| &file.name);
        let mms = raw.mms.iter().map(|mm| &mm.name);
        for name in files.chain(mms).chain(raw.tasks.iter().map(|task| &task.name)) {
            if seen.insert(&name.value, ()).is_some() {
                let message = format!("there is already something called `{}`", name.value);
                self.diagnostics.error(Code::NameTwice, name.span, message);
            }
        }
        for name in raw.tasks.iter().flat_map(|task| &task.private) {
            if !raw.files.iter().any(|file| file.name.value == name.value) {
                self.unknown_file(name);
            }
        }
    }

    fn add_file(&mut self, file: &RawFile, name: &str) -> FileId {
        let pages = file.pages.iter().map(|page| match page.value {
            wire::PageState::Absent => PageInit::Absent,
            wire::PageState::Uptodate => PageInit::Uptodate,
            wire::PageState::NotUptodate => PageInit::NotUptodate,
            wire::PageState::Dirty => PageInit::Dirty,
            wire::PageState::Hole => PageInit::Hole,
        });
        let kind = match file.kind.value {
            wire::FileKind::Regular => FileKind::Regular,
            wire::FileKind::BlockDevice => FileKind::BlockDevice,
        };
        let system = match file.system.value {
            wire::FileSystem::Block => FileSystem::Block,
            wire::FileSystem::Ramfs => FileSystem::Ramfs,
            wire::FileSystem::RamfsFixed => FileSystem::RamfsFixed,
            wire::FileSystem::WholePage => FileSystem::WholePage,
        };
        let pages: Vec<PageInit> = pages.collect();
        let pages = pages.repeat(self.times(file));
        let sectors = u32::try_from(pages.len()).expect("pages are limited") * u32::from(SECTORS_PER_PAGE);
        let size = if file.repeat.is_some() { sectors } else { u32::from(file.size.value) };
        self.push_file(File {
            name: name.to_owned(),
            kind,
            system,
            size,
            pages,
            highmem: file.memory.value == wire::Memory::Highmem,
        })
    }

    fn push_file(&mut self, file: File) -> FileId {
        self.scenario.files.push(file);
        FileId::new(self.scenario.files.len() - 1)
    }

    fn add_mm(&mut self, name: &str, kind: MmKind, maps: &[RawMap], files: &Files) -> MmId {
        let mut pages = Vec::new();
        for map in maps {
            pages.extend(self.map(name, map, files));
        }
        self.scenario.mms.push(Mm { name: name.to_owned(), kind, pages });
        MmId::new(self.scenario.mms.len() - 1)
    }

    /// User pages of a mapping.
    fn map(&mut self, mm: &str, map: &RawMap, files: &Files) -> Vec<UserPage> {
        let page = |backing| UserPage { name: map.name.value.clone(), backing, present: map.is_present };
        match &map.target {
            RawTarget::Nothing(pages) => (0..*pages).map(|_| page(None)).collect(),
            RawTarget::Anon(pages) => {
                let init = if map.is_present { PageInit::Dirty } else { PageInit::Absent };
                let anonymous = self.push_file(File {
                    name: format!("{mm}.{}", map.name.value),
                    kind: FileKind::Anonymous,
                    system: FileSystem::Block,
                    size: u32::from(*pages) * u32::from(SECTORS_PER_PAGE),
                    pages: vec![init; usize::from(*pages)],
                    highmem: true,
                });
                (0..*pages).map(|index| page(Some((anonymous, index)))).collect()
            }
            RawTarget::File { file, first, last } => {
                let Some(&id) = files.get(&file.value) else {
                    self.unknown_file(file);
                    return Vec::new();
                };
                let states = self.scenario.files[id.index()].pages.clone();
                if usize::from(last.value) >= states.len() {
                    let message = format!("`{}` has no page {}", file.value, last.value);
                    let hint = "pages are numbered from 0; add pages to the file";
                    self.diagnostics.error_hint(Code::PageOutOfFile, last.span, message, hint);
                    return Vec::new();
                }
                let range = first.value..=last.value;
                let absent =
                    |&index: &u16| matches!(states[usize::from(index)], PageInit::Absent | PageInit::Hole);
                if map.is_present && range.clone().any(|index| absent(&index)) {
                    let message = "a pte cannot be present while its page is not cached";
                    let hint = "let the page begin as \"uptodate\", or leave out `present`";
                    self.diagnostics.error_hint(Code::PresentAbsent, map.span, message, hint);
                    return Vec::new();
                }
                range.map(|index| page(Some((id, index)))).collect()
            }
        }
    }

    /// The tasks of a group: one program, and copies of what each has for itself.
    fn add_group(&mut self, group: &Group<'a>, shared: &Files, mms: &Map<String, MmId>) {
        let raw = group.raw;
        let own_mm = match &raw.mm {
            None => None,
            Some(name) => match mms.get(&name.value) {
                Some(&mm) => Some(mm),
                None => return self.unknown_mm(name, mms),
            },
        };
        if let (Some(_), Some(map)) = (own_mm, raw.maps.first()) {
            let message = "a task with a shared mm has no mappings of its own";
            let hint = "put the mapping under the `[[mm]]`";
            self.diagnostics.error_hint(Code::WrongArgument, map.span, message, hint);
        }
        let kind = match raw.kind.value {
            wire::TaskKind::User => MmKind::User,
            wire::TaskKind::KernelThread => MmKind::Kernel,
        };
        if let (MmKind::Kernel, Some(mm)) = (kind, &raw.mm) {
            let message = "a kernel thread has no address space";
            let hint = "leave out `mm`; what it writes from is under its own `maps`";
            self.diagnostics.error_hint(Code::WrongArgument, mm.span, message, hint);
        }
        if group.count == Some(0) {
            self.check_absent(raw, shared, mms);
        }
        let mut compiled = None;
        for instance in 1..=group.count.unwrap_or(1) {
            let numbered = |name: &str, between: &str| match group.count {
                None => name.to_owned(),
                Some(_) => format!("{name}{between}{instance}"),
            };
            let name = numbered(&raw.name.value, "");
            let mut files = shared.clone();
            for private in &raw.private {
                if let Some(file) = self.raw.files.iter().find(|file| file.name.value == private.value) {
                    let id = self.add_file(file, &numbered(&private.value, "."));
                    files.insert(private.value.clone(), id);
                }
            }
            let mm = own_mm.unwrap_or_else(|| self.add_mm(&name, kind, &raw.maps, &files));
            // Every instance has the same names, so one program serves all.
            let names = Names { files: &files, maps: self_maps(self.raw, raw), mms };
            let Some((program, used_files, used_mms)) =
                compiled.get_or_insert_with(|| self.compile(raw, &names)).clone()
            else {
                return;
            };
            let files = used_files.iter().map(|name: &String| files[name]).collect();
            let others = used_mms.iter().map(|name: &String| mms[name]);
            let mms = [mm].into_iter().chain(others).collect();
            self.scenario.tasks.push(Task { name, program: Arc::clone(&program), files, mms });
        }
    }

    /// What may fail in the scenario.
    pub(crate) fn failures(&self) -> Vec<Failure> {
        let left = |failure: &Failure| self.scenario.failures[*failure as usize] > 0;
        Failure::ALL.into_iter().filter(left).collect()
    }

    fn set_failures(&mut self) {
        for budget in &self.raw.environment {
            if let Some(failure) = failure_called(&budget.name.value) {
                self.scenario.failures[failure as usize] = budget.times.value;
            }
        }
    }

    fn environment(&mut self) {
        let (raw, checked) = (self.raw, self.checked);
        let is_actor = |name: &str| failure_called(name).is_none();
        let budgets = raw.environment.iter().filter(|budget| is_actor(&budget.name.value));
        for budget in budgets.filter(|budget| budget.times.value > 0) {
            let functions = &checked.linked.functions;
            let is_env = |(_, function): &&(usize, ast::Function)| function.kind == FunctionKind::Env;
            let Some((_, function)) = functions.get(&budget.name.value).filter(is_env) else {
                let known = functions.iter().filter(|(_, f)| is_env(f)).map(|(name, _)| name.as_str());
                let known: Vec<&str> = known.chain(Failure::ALL.map(Failure::name)).collect();
                let message = format!("the listing has no environment function `{}`", budget.name.value);
                let hint = format!("it has: {}", known.join(", "));
                self.diagnostics.error_hint(Code::UnknownActor, budget.name.span, message, hint);
                continue;
            };
            match lower_env(checked, &budget.name.value) {
                Ok(program) => self.scenario.actors.push(Actor {
                    name: budget.name.value.clone(),
                    program: Arc::new(program),
                    pick: if function.params.len() == 1 { Pick::Page } else { Pick::Pte },
                    budget: budget.times.value,
                }),
                Err(diagnostic) => self.elsewhere.push(diagnostic),
            }
        }
    }

    fn unknown_file(&mut self, name: &Spanned<String>) {
        let known = self.raw.files.iter().map(|file| file.name.value.as_str());
        self.unknown(Code::UnknownFile, "file", name, known);
    }

    fn unknown_mm(&mut self, name: &Spanned<String>, mms: &Map<String, MmId>) {
        self.unknown(Code::UnknownMm, "mm", name, mms.keys().map(String::as_str));
    }

    fn unknown<'n>(
        &mut self,
        code: Code,
        what: &str,
        name: &Spanned<String>,
        known: impl Iterator<Item = &'n str>,
    ) {
        let message = format!("the scenario has no {what} called `{}`", name.value);
        self.unknown_at(code, name.span, message, &name.value, known);
    }

    pub(crate) fn unknown_at<'n>(
        &mut self,
        code: Code,
        span: Span,
        message: String,
        name: &str,
        known: impl Iterator<Item = &'n str>,
    ) {
        match similar(name, known) {
            Some(near) => self.diagnostics.error_hint(code, span, message, format!("did you mean `{near}`?")),
            None => self.diagnostics.error(code, span, message),
        }
    }
}

/// The failure that a budget of the environment is for.
fn failure_called(name: &str) -> Option<Failure> {
    Failure::ALL.into_iter().find(|failure| failure.name() == name)
}
