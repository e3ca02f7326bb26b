//! The calls of a task to its program: arguments become files, addresses and numbers.
//!
//! Part of the arrow of `resolve`.

use std::sync::Arc;

use pagelock_engine::id::{FileId, MmId};
use pagelock_engine::program::{Expr, Program};
use pagelock_lists::Map;

use crate::ast::{Function, Param, Type};
use crate::call::{RawArg, RawArgKind, RawCall};
use crate::diagnostic::Code;
use crate::lower::{CallSite, Facts, FileFacts, is_syscall, lower_calls};
use crate::mapping::addresses;
use crate::quantity::Quantity;
use crate::raw::RawTask;
use crate::resolve::Resolver;
use crate::wire;

/// A program with the names of the files and the other address spaces that it refers to by position.
pub(crate) type Compiled = (Arc<Program>, Vec<String>, Vec<String>);

/// What the arguments of a task's calls can name.
#[derive(Clone)]
pub(crate) struct Names<'a> {
    /// Files that the task sees: shared ones and its own copies.
    pub(crate) files: &'a Map<String, FileId>,
    /// Mappings with their address in sectors.
    pub(crate) maps: Map<String, i32>,
    /// Shared address spaces.
    pub(crate) mms: &'a Map<String, MmId>,
}

/// Names used so far by the calls of a task.
#[derive(Default)]
struct Used {
    files: Vec<String>,
    /// without the task's own
    mms: Vec<String>,
}

impl Resolver<'_> {
    /// Compiles the calls of a task. Mistakes are reported; `None` if there are any.
    pub(crate) fn compile(&mut self, task: &RawTask, names: &Names<'_>) -> Option<Compiled> {
        let before = self.diagnostics.count();
        let mut used = Used::default();
        let sites: Vec<CallSite> =
            task.calls.iter().filter_map(|call| self.call(call, names, &mut used)).collect();
        if self.diagnostics.count() > before {
            return None;
        }
        let kind = |name: &String| self.raw.files.iter().find(|file| file.name.value == *name);
        let files = used.files.iter().map(|name| FileFacts {
            is_block_device: kind(name).is_some_and(|file| file.kind.value == wire::FileKind::BlockDevice),
            max_bytes: kind(name).map_or(0, |file| self.sectors_of(file)),
        });
        let files: Vec<FileFacts> = files.collect();
        let failures = self.failures();
        let is_kernel = task.kind.value == wire::TaskKind::KernelThread;
        match lower_calls(self.checked, &sites, Facts { files: &files, is_kernel, failures: &failures }) {
            Ok(program) => Some((Arc::new(program), used.files, used.mms)),
            Err(diagnostic) => {
                self.elsewhere.push(diagnostic);
                None
            }
        }
    }

    fn call(&mut self, call: &RawCall, names: &Names<'_>, used: &mut Used) -> Option<CallSite> {
        let checked = self.checked;
        let functions = &checked.linked.functions;
        let Some((_, function)) = functions.get(&call.name.value).filter(|(_, f)| is_syscall(f)) else {
            let known = functions.iter().filter(|(_, (_, f))| is_syscall(f)).map(|(name, _)| name.as_str());
            let message = format!("the listing has no system call `{}`", call.name.value);
            self.unknown_at(Code::UnknownSyscall, call.name.span, message, &call.name.value, known);
            return None;
        };
        if function.params.len() != call.args.len() {
            let message = format!(
                "`{}` takes {} arguments, not {}",
                call.name.value,
                function.params.len(),
                call.args.len()
            );
            let hint = format!("it is {}", signature(function));
            self.diagnostics.error_hint(Code::WrongArguments, call.span, message, hint);
            return None;
        }
        // An address may lie in an address space that the same call names.
        let mut names = names.clone();
        for mm in &self.raw.mms {
            let is_named =
                |arg: &RawArg| matches!(&arg.kind, RawArgKind::Name(name) if *name == mm.name.value);
            if call.args.iter().any(is_named) {
                for (name, addr) in addresses(&mm.maps) {
                    names.maps.entry(name).or_insert(addr);
                }
            }
        }
        let args: Vec<Option<Expr>> = function
            .params
            .iter()
            .zip(&call.args)
            .map(|(param, arg)| self.arg(function, param, arg, &names, used))
            .collect();
        let args: Option<Vec<Expr>> = args.into_iter().collect();
        Some(CallSite { name: call.name.value.clone(), args: args?, text: call.text.clone() })
    }

    fn arg(
        &mut self,
        function: &Function,
        param: &Param,
        arg: &RawArg,
        names: &Names<'_>,
        used: &mut Used,
    ) -> Option<Expr> {
        let (name, offset) = match &arg.kind {
            RawArgKind::Number(number) if param.ty.value == Type::Int => return Some(Expr::Const(*number)),
            RawArgKind::Number(_) => return self.wrong_argument(function, param, arg),
            RawArgKind::Name(name) if param.ty.value == Type::Int && name == Quantity::Pages.name() => {
                let Some(pages) = self.options.quantity(Quantity::Pages) else {
                    return self.wrong_argument(function, param, arg);
                };
                return Some(Expr::Const(i32::from(pages)));
            }
            RawArgKind::Name(name) => (name, 0),
            RawArgKind::NameOffset(name, offset) => (name, *offset),
        };
        match param.ty.value {
            Type::File if offset == 0 && names.files.contains_key(name) => {
                Some(Expr::File(position(&mut used.files, name)))
            }
            Type::Mm if offset == 0 && names.mms.contains_key(name) => {
                Some(Expr::Mm(position(&mut used.mms, name) + 1))
            }
            Type::Addr if names.maps.contains_key(name) => Some(Expr::Const(names.maps[name] + offset)),
            Type::File | Type::Mm | Type::Addr => {
                let known: Vec<String> = match param.ty.value {
                    Type::File => names.files.keys().cloned().collect(),
                    Type::Mm => names.mms.keys().cloned().collect(),
                    Type::Addr | Type::Int | Type::Page | Type::Void | Type::Ssize => {
                        names.maps.keys().cloned().collect()
                    }
                };
                let what = type_word(param.ty.value);
                let message = format!("`{name}` is not {what} of this task");
                let known = known.iter().map(String::as_str);
                self.unknown_at(Code::UnknownMap, arg.span, message, name, known);
                None
            }
            Type::Int | Type::Page | Type::Void | Type::Ssize => self.wrong_argument(function, param, arg),
        }
    }

    fn wrong_argument(&mut self, function: &Function, param: &Param, arg: &RawArg) -> Option<Expr> {
        let what = type_word(param.ty.value);
        let message = format!("`{}` of `{}` must be {what}", param.name.value, function.name.value);
        let hint = format!("it is {}", signature(function));
        self.diagnostics.error_hint(Code::WrongArgument, arg.span, message, hint);
        None
    }
}

fn position(names: &mut Vec<String>, name: &str) -> u8 {
    let position = names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    u8::try_from(position).expect("the files and mms of a scenario are few")
}

fn type_word(ty: Type) -> &'static str {
    match ty {
        Type::Int => "a number of sectors or pages",
        Type::File => "a file",
        Type::Addr => "a mapping",
        Type::Mm => "an address space",
        Type::Page | Type::Void | Type::Ssize => "something a scenario can name",
    }
}

fn signature(function: &Function) -> String {
    let word = |ty| match ty {
        Type::Int | Type::Ssize => "int",
        Type::Page => "page",
        Type::File => "file",
        Type::Addr => "addr",
        Type::Mm => "mm",
        Type::Void => "void",
    };
    let params = function.params.iter().map(|p| format!("{} {}", word(p.ty.value), p.name.value));
    format!("`{}({})`", function.name.value, params.collect::<Vec<_>>().join(", "))
}
