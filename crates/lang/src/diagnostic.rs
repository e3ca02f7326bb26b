//! What is wrong with a text: codes, diagnostics and the bounded list that a pass fills.
//!
//! A side product of every arrow of this crate. Knows nothing of how a problem is found or shown.

use pagelock_lists as lists;

use crate::limits::DIAGNOSTICS_MAX;
use crate::span::Span;

/// Lists every code once: its name, its number for people, and what it means.
macro_rules! codes {
    ($($name:ident = $number:literal, $meaning:literal;)+) => {
        /// What kind of problem a diagnostic reports. The `PLnnnn` of a code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $name,)+
        }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            /// The number that people quote, such as `PL0101`.
            pub fn number(self) -> &'static str {
                match self { $(Code::$name => $number,)+ }
            }

            /// One sentence on what the code means.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$name => $meaning,)+ }
            }
        }
    };
}

codes! {
    // Lexical: the characters of a listing.
    UnexpectedCharacter = "PL0101", "A character that no listing contains outside comments and strings.";
    UnterminatedString = "PL0102", "A string that does not end on its line.";
    UnterminatedComment = "PL0103", "A comment that is opened and never closed.";
    BadString = "PL0104", "A string with an escape or a control character; strings are plain text.";
    Preprocessor = "PL0105", "A line of the C preprocessor, which the language does not have.";
    BadNumber = "PL0106", "A number that is not a plain decimal integer.";

    // Syntax: the order of the words. From 0206 on: C that is not in the language.
    Unexpected = "PL0201", "Something else was expected at this place.";
    MissingSemicolon = "PL0202", "A statement does not end with a semicolon.";
    Unclosed = "PL0203", "A brace or parenthesis that is never closed.";
    BadLabel = "PL0204", "A step label that is not 1 to 4 digits or lower-case letters.";
    Header = "PL0205", "The `kernel` line of a listing is given twice.";
    FieldAccess = "PL0206", "A member access with `->` or `.`; objects are reached through calls.";
    Pointer = "PL0207", "A pointer; objects are passed by name.";
    ForeignStatement = "PL0208", "A C statement that the language does not have.";
    Increment = "PL0209", "`++` or `--`, which the language does not have.";
    Declaration = "PL0210", "A declared variable; variables need no declaration.";
    Conditional = "PL0211", "A `?:` expression, which the language does not have.";
    ForeignWord = "PL0212", "A C keyword that the language does not have.";
    ForeignOperator = "PL0213", "A C operator that the language does not have.";
    NestedAssignment = "PL0214", "An assignment inside an expression.";
    UnknownType = "PL0215", "A word that is not a type stands where a type must be.";
    NoEffect = "PL0216", "An expression that stands as a statement and does nothing.";
    Array = "PL0217", "An index in brackets; the language has no arrays.";

    // Names and types of a listing.
    NoKernel = "PL0301", "A listing that does not begin with a `kernel` line.";
    UnknownListing = "PL0302", "A listing, an included file or a scenario that does not exist.";
    DefinedTwice = "PL0303", "A function that is defined twice in one file.";
    BadFunction = "PL0304", "A function whose name or parameters do not fit what it is.";
    NotAssignable = "PL0305", "An assignment to something that keeps its value.";
    UnknownName = "PL0306", "A name that nothing has been given.";
    UnknownFunction = "PL0307", "A call of a function that does not exist.";
    WrongArguments = "PL0308", "A call with the wrong number of arguments.";
    WrongType = "PL0309", "A value of one type where another is needed.";
    OutsideLoop = "PL0310", "`break` or `continue` outside of a loop.";
    NoReturn = "PL0311", "A function with a result that can end without returning one.";
    Recursion = "PL0312", "A function that calls itself, directly or through others.";
    LoopWithoutStep = "PL0313", "A loop that can go round without making a step.";
    EnvironmentWaits = "PL0314", "An environment function that begins with something that may wait.";

    // Limits, of listings and of scenarios.
    TextTooLong = "PL0401", "The text is longer than any listing or scenario may be.";
    TooDeep = "PL0402", "Blocks, parentheses or calls are nested too deeply.";
    TooManyTerms = "PL0403", "A statement has too many operands and operators.";
    NameTooLong = "PL0404", "A name is too long.";
    NumberTooLarge = "PL0405", "A number is larger than the language can hold.";
    TooMany = "PL0406", "A list has more entries than it may have.";
    OutOfRange = "PL0407", "A number of a scenario is outside its range.";
    MoreDiagnostics = "PL0408", "There are more problems than are reported at once.";
    ProgramTooLarge = "PL0409", "A task that needs more instructions or variables than a program may have.";

    // The shape of a scenario.
    TomlSyntax = "PL0501", "The scenario is not TOML.";
    TomlShape = "PL0502", "A key is missing or unknown, or its value is of the wrong kind.";
    BadName = "PL0503", "A name that is not letters, digits and underscores, or that has a meaning already.";
    BadMapping = "PL0504", "A mapping that is not `FILE:PAGES`, `anon` or `nothing`.";
    BadCall = "PL0505", "A call of a task that is not a name with arguments.";

    // The meaning of a scenario.
    NameTwice = "PL0601", "A name that is given twice.";
    UnknownFile = "PL0602", "A file that the scenario does not have.";
    UnknownMm = "PL0603", "An address space that the scenario does not have.";
    UnknownMap = "PL0604", "An argument that is neither a file nor a mapping nor an address space.";
    UnknownSyscall = "PL0605", "A system call that the listing does not have.";
    UnknownActor = "PL0606", "An environment function that the listing does not have.";
    WrongArgument = "PL0607", "An argument of the wrong kind.";
    PageOutOfFile = "PL0608", "A mapping of pages behind the end of the file.";
    PresentAbsent = "PL0609", "A pte that is present although its page is not cached.";
    NoTasks = "PL0610", "A scenario without tasks.";
    BadExpectation = "PL0611", "An expectation that is not `VERDICT (KIND) + OUTCOME`.";
    TooManyCopies = "PL0612", "More tasks, files or pages than the machine holds, all copies counted.";
    BadStart = "PL0613", "A goal whose start is not who moves how often, or cannot be made.";

    // Options.
    UnknownOption = "PL0701", "An option that does not exist.";
    BadOption = "PL0702", "A value that the option does not take.";
    UnusedOption = "PL0703", "An option that changes nothing in this scenario.";
    BadSweep = "PL0704", "A sweep of something that is not a range of numbers.";

    // Patterns of `find`.
    NoLabel = "PL0801", "A pattern without a label where one must be.";
}

/// One problem of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem.
    pub code: Code,
    /// The name of the text.
    pub file: String,
    /// Where in the text; `None` when it is about the text as a whole.
    pub span: Option<Span>,
    /// What is wrong: a sentence, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The problems found so far in one text.
#[derive(Debug)]
pub struct Diagnostics {
    file: String,
    /// At most `DIAGNOSTICS_MAX`.
    list: Vec<Diagnostic>,
    /// The problems that found no room in the list.
    n_dropped: usize,
}

impl Diagnostics {
    /// Nothing is wrong yet with the text of this name.
    pub fn new(file: &str) -> Diagnostics {
        Diagnostics { file: file.to_owned(), list: Vec::new(), n_dropped: 0 }
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// How many problems were found so far, also those with no room in the list.
    pub fn count(&self) -> usize {
        self.list.len() + self.n_dropped
    }

    /// Reports a problem.
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.push(code, Some(span), message.into(), None);
    }

    /// Reports a problem and what to do about it.
    pub fn error_hint(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.push(code, Some(span), message.into(), Some(hint.into()));
    }

    /// Reports a problem of the text as a whole.
    pub fn error_whole(&mut self, code: Code, message: impl Into<String>) {
        self.push(code, None, message.into(), None);
    }

    /// Reports a problem of the text as a whole and what to do about it.
    pub fn error_whole_hint(&mut self, code: Code, message: impl Into<String>, hint: impl Into<String>) {
        self.push(code, None, message.into(), Some(hint.into()));
    }

    fn push(&mut self, code: Code, span: Option<Span>, message: String, hint: Option<String>) {
        self.add(Diagnostic { code, file: self.file.clone(), span, message, hint });
    }

    /// Takes over a problem that was found elsewhere.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        if self.list.len() < DIAGNOSTICS_MAX {
            self.list.push(diagnostic);
        } else {
            self.n_dropped += 1;
        }
    }

    /// The problems in the order of the text. When there were too many, the last one says so.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        lists::sort_by_key(&mut self.list, |diagnostic| diagnostic.span);
        if self.n_dropped > 0 {
            self.list.pop();
            let message = format!("there are more problems; only the first {} are shown", self.list.len());
            self.list.push(Diagnostic {
                code: Code::MoreDiagnostics,
                file: self.file,
                span: None,
                message,
                hint: None,
            });
        }
        self.list
    }
}
