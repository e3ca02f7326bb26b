//! That no primitive is without a test: each is executed in a golden of the modules that test primitives.

use pagelock_engine::prim::SPECS;

const GOLDENS: &[&str] = &[
    include_str!("filesystem.rs"),
    include_str!("filesystems.rs"),
    include_str!("kmap.rs"),
    include_str!("locks.rs"),
    include_str!("page_cache.rs"),
    include_str!("reclaim.rs"),
    include_str!("rwsem.rs"),
    include_str!("user_memory.rs"),
];

#[test]
fn every_primitive_is_executed_in_a_golden() {
    for spec in SPECS {
        // As in `T: 1 lock_page -> 2 unlock_page`.
        let executed = format!(" {} -> ", spec.name);
        assert!(GOLDENS.iter().any(|golden| golden.contains(&executed)), "no test executes {}", spec.name);
    }
}
