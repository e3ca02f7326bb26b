//! `cargo bench -p pagelock-bench`: searches by criterion, to see what a change of the engine does to them.
//!
//! `cargo xtask bench` is what compares with other checkers; the numbers of docs/performance.md come from there.

#[cfg(not(target_arch = "wasm32"))]
mod program {
    use std::time::Duration;

    use criterion::{BenchmarkId, Criterion, Throughput};
    use pagelock_bench::explore::explore;
    use pagelock_bench::hand::Ring;
    use pagelock_bench::measure::{Way, search};
    use pagelock_bench::{Case, Listing, Short, matrix};

    /// The ring, mlock and the pool, with reductions.
    fn reduced(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("reduced");
        let short = [Short::Old, Short::Pin].into_iter().flat_map(|short| {
            let most = if short == Short::Old { 5 } else { 4 };
            (2..=most).map(move |writers| Case::ShortRing(short, writers))
        });
        let listed = [Listing::Old, Listing::Pin].into_iter().flat_map(|listing| {
            let most = if listing == Listing::Old { 4 } else { 3 };
            (2..=most).map(move |writers| Case::Ring(listing, writers))
        });
        let mlock = [Case::Mlock(Listing::Old), Case::Mlock(Listing::Pin)];
        let pool = [2, 4, 8, 16].map(|size| Case::Pool(size, size));
        let full = [Case::Pool(511, 512), Case::Pool(512, 512)];
        for case in short.chain(listed).chain(mlock).chain(pool).chain(full) {
            let machine = case.setup().machine;
            group.bench_function(BenchmarkId::from_parameter(case), |bencher| {
                bencher.iter(|| search(&machine, Way::Reduced));
            });
        }
        group.finish();
    }

    /// The ring of 5 writers without reductions, in states a second: the engine, and the hand-written model.
    fn whole(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("whole");
        let ring = Ring { short: Short::Old, writers: 5 };
        let case = Case::ShortRing(ring.short, ring.writers);
        let machine = case.setup().machine;
        group.throughput(Throughput::Elements(search(&machine, Way::Whole).states));
        group.bench_function(BenchmarkId::new("engine", case), |bencher| {
            bencher.iter(|| search(&machine, Way::Whole));
        });
        group.bench_function(BenchmarkId::new("by hand", case), |bencher| bencher.iter(|| explore(&ring)));
        group.finish();
    }

    /// Every built-in scenario and variant under every listing, one after the other.
    fn all_cells(criterion: &mut Criterion) {
        let cells = matrix::cells();
        let mut group = criterion.benchmark_group("matrix");
        group.bench_function("all cells", |bencher| {
            bencher.iter(|| cells.iter().map(|cell| search(&cell.machine, Way::Reduced).states).sum::<u64>());
        });
        group.finish();
    }

    pub(crate) fn main() {
        let mut criterion = Criterion::default()
            .sample_size(10)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(3))
            .configure_from_args();
        reduced(&mut criterion);
        whole(&mut criterion);
        all_cells(&mut criterion);
        criterion.final_summary();
    }
}

fn main() {
    #[cfg(not(target_arch = "wasm32"))]
    program::main();
}
