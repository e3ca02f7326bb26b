//! Where each part of a state is kept: bit fields in a few 64-bit words, as narrow as the scenario allows.
//!
//! It knows widths and positions, nothing of what the fields mean. A state is then compared, hashed and copied as
//! words.

use crate::frames::{frames, held, own_frames, uses};
use crate::id::{FileId, MmId, PageId, TaskId};
use crate::limits::{ATOMIC_DEPTH_MAX, INT_MAX, KMAPS_HELD_MAX, READ_HOLDS_MAX, SECTORS_PER_PAGE};
use crate::prim::{Prim, Type};
use crate::program::Program;
use crate::scenario::{Failure, FileKind, PageInit, Scenario};

/// A bit field. It never straddles two words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Field {
    word: u16,
    /// invariant: below 64
    shift: u8,
    /// as many ones as it has bits
    mask: u32,
}

impl Field {
    #[inline]
    pub(crate) fn get(self, words: &[u64]) -> u32 {
        let value = words[usize::from(self.word)] >> (self.shift & 63) & u64::from(self.mask);
        u32::try_from(value).expect("the mask has 32 bits")
    }

    #[inline]
    pub(crate) fn set(self, words: &mut [u64], value: u32) {
        assert!(value <= self.mask, "{value} is more than {}", self.mask);
        let (word, shift) = (&mut words[usize::from(self.word)], self.shift & 63);
        *word = *word & !(u64::from(self.mask) << shift) | u64::from(value) << shift;
    }

    /// Largest value it holds.
    pub(crate) fn max(self) -> u32 {
        self.mask
    }
}

/// Fields of a task.
#[derive(Clone, Debug)]
pub(crate) struct TaskFields {
    pub(crate) pc: Field,
    /// 1 while it waits in the queue of an rwsem
    pub(crate) queued: Field,
    /// how deep page faults are disabled
    pub(crate) atomic: Field,
    /// 0, or the reason it died
    pub(crate) oops: Field,
    /// contents a reader has seen, one bit each
    pub(crate) seen: Field,
    /// kmaps it has made and not dropped
    pub(crate) kmaps: Field,
    pub(crate) registers: Vec<Field>,
    /// actors: how often it may still run
    pub(crate) budget: Field,
}

/// Fields of a struct page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageFields {
    pub(crate) locked_by: Field,
    pub(crate) uptodate: Field,
    pub(crate) dirty: Field,
    pub(crate) count: Field,
    /// its place in a file, 0 when off the mapping
    pub(crate) pgoff: Field,
    pub(crate) highmem: Field,
    /// task whose pagevec refers to it
    pub(crate) pagevec: Field,
    /// uses of its kmap
    pub(crate) kmaps: Field,
    pub(crate) content: [Field; SECTORS_PER_PAGE as usize],
    /// the sector is valid (its buffer is up to date)
    pub(crate) valid: [Field; SECTORS_PER_PAGE as usize],
}

/// Fields of a user page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PteFields {
    pub(crate) page: Field,
    pub(crate) unmapped: Field,
    pub(crate) mlocked: Field,
}

/// Fields of an address space: its `mmap_sem`.
#[derive(Clone, Debug)]
pub(crate) struct MmFields {
    pub(crate) writer: Field,
    /// how often it is held for read, by everybody
    pub(crate) readers: Field,
    /// who may use it, with how often each holds it for read
    pub(crate) users: Vec<(TaskId, Field)>,
    pub(crate) queue_len: Field,
    /// head first: task and whether it waits for write
    pub(crate) queue: Vec<(Field, Field)>,
}

/// Fields of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileFields {
    pub(crate) i_mutex: Field,
    pub(crate) glock: Field,
    pub(crate) size: Field,
    pub(crate) truncate_count: Field,
}

/// All fields of a state.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) words: usize,
    pub(crate) tasks: Vec<TaskFields>,
    pub(crate) pages: Vec<PageFields>,
    /// page in the cache, by place in a file
    pub(crate) cache: Vec<Field>,
    /// disk behind each sector, by place in a file
    pub(crate) blocks: Vec<[Field; SECTORS_PER_PAGE as usize]>,
    /// how often each failure may still happen
    pub(crate) failures: [Field; Failure::ALL.len()],
    /// frame that each task's `alloc_page` prefers, behind those of the places
    pub(crate) own_frames: Vec<Option<PageId>>,
    /// first place of each file
    pub(crate) pgoff_base: Vec<usize>,
    pub(crate) ptes: Vec<PteFields>,
    /// first user page of each address space
    pub(crate) pte_base: Vec<usize>,
    pub(crate) mms: Vec<MmFields>,
    pub(crate) files: Vec<FileFields>,
    /// highmem pages that are mapped through the pool
    pub(crate) slots_in_use: Field,
    pub(crate) bounds: Bounds,
}

/// What a field's value names, by an id plus 1 with 0 for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Names {
    /// Nothing: it is a number.
    Nothing,
    Task,
    Page,
    Pgoff,
    File,
    Mm,
}

/// Hands out bits.
#[derive(Default)]
pub(crate) struct Allocator {
    word: u16,
    used: u32,
}

impl Allocator {
    /// A field that holds 0 to `max`.
    pub(crate) fn field(&mut self, max: usize) -> Field {
        let max = u32::try_from(max).expect("fields have at most 32 bits");
        let bits = u32::BITS - max.leading_zeros();
        if self.used + bits > 64 {
            self.word += 1;
            self.used = 0;
        }
        // One without bits reads as 0 wherever it is.
        let shift = u8::try_from(if bits == 0 { 0 } else { self.used }).expect("words have 64 bits");
        let mask = u32::MAX.checked_shr(u32::BITS - bits).unwrap_or(0);
        self.used += bits;
        Field { word: self.word, shift, mask }
    }

    /// Words that hold all of its fields.
    pub(crate) fn words(&self) -> usize {
        usize::from(self.word) + 1
    }

    fn flag(&mut self, wanted: bool) -> Field {
        self.field(usize::from(wanted))
    }
}

/// Sums of the scenario that widths follow from.
struct Sizes {
    tasks: usize,
    frames: usize,
    references: usize,
    files: usize,
    mms: usize,
    addresses: usize,
}

impl Sizes {
    fn new(s: &Scenario) -> Self {
        let ptes: usize = s.mms.iter().map(|m| m.pages.len()).sum();
        let (frames, held) = (frames(s), held(s));
        assert!(s.fits(), "{frames} pages, {ptes} ptes or the rest are more than a machine has");
        Self {
            tasks: s.tasks.len() + s.actors.len(),
            frames,
            references: 2 + held + ptes + s.tasks.len() + s.actors.len(),
            files: s.files.len(),
            mms: s.mms.len(),
            addresses: s.mms.iter().map(|m| m.pages.len()).max().unwrap_or(0) * usize::from(SECTORS_PER_PAGE),
        }
    }

    /// Largest stored value of a register of that type.
    fn register_max(&self, ty: Type) -> usize {
        match ty {
            Type::Void => 0,
            Type::Int => 255,
            Type::Page => self.frames,
            Type::File => self.files,
            Type::Mm => self.mms,
            Type::Addr => (self.addresses + INT_MAX as usize).next_power_of_two() * 2 - 1,
        }
    }
}

/// How large the numbers of a machine can get. A counter that would pass its end is an oops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Page frames there are.
    pub frames: usize,
    /// Largest reference count of a page.
    pub references: u32,
    /// Largest number of uses of a kmap.
    pub kmaps: u32,
    /// Largest user address that a variable holds, in sectors.
    pub address: u32,
}

impl Layout {
    pub(crate) fn new(s: &Scenario) -> Self {
        let sizes = Sizes::new(s);
        let mut bits = Allocator::default();
        let programs = s.tasks.iter().map(|t| (&*t.program, 0));
        let programs = programs.chain(s.actors.iter().map(|a| (&*a.program, usize::from(a.budget))));
        let tasks =
            programs.map(|(program, budget)| task_fields(&mut bits, program, budget, &sizes)).collect();
        let cache: Vec<Field> =
            s.files.iter().flat_map(|f| &f.pages).map(|_| bits.field(sizes.frames)).collect();
        let pages: Vec<PageFields> =
            (0..sizes.frames).map(|_| page_fields(&mut bits, s, &sizes, cache.len())).collect();
        let unmaps = uses(s, Prim::UnmapRegion);
        let mlocks = uses(s, Prim::MlockVma);
        let ptes = s
            .mms
            .iter()
            .flat_map(|mm| &mm.pages)
            .map(|_| PteFields {
                page: bits.field(sizes.frames),
                unmapped: bits.flag(unmaps),
                mlocked: bits.flag(mlocks),
            })
            .collect();
        let mms = (0..s.mms.len()).map(|mm| mm_fields(&mut bits, s, MmId::new(mm), &sizes)).collect();
        let glocks = uses(s, Prim::GlockNq);
        let truncates = uses(s, Prim::UnmapMappingRange);
        let files = s
            .files
            .iter()
            .map(|f| FileFields {
                i_mutex: bits.field(if f.kind == FileKind::Regular { sizes.tasks } else { 0 }),
                glock: bits.field(if glocks { sizes.tasks } else { 0 }),
                size: bits.field(f.sectors() as usize),
                truncate_count: bits.field(if truncates { 7 } else { 0 }),
            })
            .collect();
        let blocks = s.files.iter().flat_map(|file| file.pages.iter().map(move |_| file)).map(|file| {
            let holes = file.pages.contains(&PageInit::Hole);
            std::array::from_fn(|_| bits.field(if holes { 2 } else { 0 }))
        });
        let blocks = blocks.collect();
        let slots_in_use = bits.field(if uses(s, Prim::Kmap) { sizes.frames } else { 0 });
        let failures = s.failures.map(|budget| bits.field(usize::from(budget)));
        Self {
            words: bits.words(),
            bounds: Bounds {
                frames: sizes.frames,
                references: pages.first().map_or(0, |page| page.count.max()),
                kmaps: pages.first().map_or(0, |page| page.kmaps.max()),
                address: u32::try_from(sizes.register_max(Type::Addr)).expect("address spaces are small"),
            },
            tasks,
            pages,
            own_frames: own_frames(s, cache.len()),
            cache,
            blocks,
            failures,
            pgoff_base: bases(s.files.iter().map(|f| f.pages.len())),
            ptes,
            pte_base: bases(s.mms.iter().map(|m| m.pages.len())),
            mms,
            files,
            slots_in_use,
        }
    }

    /// The page frame with that id.
    pub(crate) fn page(&self, page: PageId) -> &PageFields {
        &self.pages[page.index()]
    }

    /// The file with that id.
    pub(crate) fn file(&self, file: FileId) -> &FileFields {
        &self.files[file.index()]
    }
}

fn bases(lengths: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut sum = 0;
    lengths
        .map(|length| {
            sum += length;
            sum - length
        })
        .collect()
}

fn task_fields(bits: &mut Allocator, program: &Program, budget: usize, sizes: &Sizes) -> TaskFields {
    TaskFields {
        pc: bits.field(program.len()),
        queued: bits.flag(program.uses(Prim::DownRead) || program.uses(Prim::DownWrite)),
        atomic: bits.field(ATOMIC_DEPTH_MAX as usize),
        oops: bits.field(7),
        seen: bits.field(if program.uses(Prim::ReadSectors) { 63 } else { 0 }),
        kmaps: bits.field(if program.uses(Prim::Kmap) { KMAPS_HELD_MAX } else { 0 }),
        registers: program.registers().iter().map(|r| bits.field(sizes.register_max(r.ty))).collect(),
        budget: bits.field(budget),
    }
}

fn page_fields(bits: &mut Allocator, s: &Scenario, sizes: &Sizes, places: usize) -> PageFields {
    let pagevec = uses(s, Prim::AddToPageCacheLru);
    PageFields {
        locked_by: bits.field(sizes.tasks),
        uptodate: bits.flag(true),
        dirty: bits.flag(true),
        count: bits.field(sizes.references),
        pgoff: bits.field(places),
        highmem: bits.flag(true),
        pagevec: bits.field(if pagevec { sizes.tasks } else { 0 }),
        kmaps: bits.field(sizes.tasks * 2),
        content: std::array::from_fn(|_| bits.field(7)),
        valid: std::array::from_fn(|_| bits.flag(true)),
    }
}

fn mm_fields(bits: &mut Allocator, s: &Scenario, mm: MmId, sizes: &Sizes) -> MmFields {
    let tasks = (0..s.tasks.len()).filter(|&t| s.tasks[t].mms.contains(&mm));
    // An actor that picks ptes may come to any address space.
    let takes = |program: &Program| program.uses(Prim::DownRead) || program.uses(Prim::DownWrite);
    let actors = (0..s.actors.len()).filter(|&a| takes(&s.actors[a].program)).map(|a| s.tasks.len() + a);
    let users: Vec<TaskId> = tasks.chain(actors).map(TaskId::new).collect();
    MmFields {
        writer: bits.field(sizes.tasks),
        readers: bits.field(users.len() * READ_HOLDS_MAX as usize),
        queue_len: bits.field(users.len()),
        queue: users.iter().map(|_| (bits.field(sizes.tasks), bits.flag(true))).collect(),
        users: users.into_iter().map(|task| (task, bits.field(READ_HOLDS_MAX as usize))).collect(),
    }
}
