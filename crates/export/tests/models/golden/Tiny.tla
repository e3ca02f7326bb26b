---------------------------- MODULE Tiny ----------------------------
\* two tasks, two page locks, in both orders
\*
\* Scenario tiny, under tiny, written by pagelock.
\* The rules of the primitives are stated here a second time, so TLC's answer is a second opinion.
\*
\* Every interleaving up to the first deadlock, and all of them (`distinct states found` are all states):
\*
\*     java -cp tla2tools.jar tlc2.TLC -workers auto -deadlock Tiny
\*     java -cp tla2tools.jar tlc2.TLC -workers auto -deadlock -continue Tiny
\*
\* On several machines, the first of which is SERVER:
\*
\*     java -cp tla2tools.jar tlc2.tool.distributed.TLCServer Tiny
\*     java -cp tla2tools.jar tlc2.tool.distributed.TLCWorker SERVER

EXTENDS Integers

VARIABLE m

\* What a sector of a page holds.
JUNK            == 0  \* uninitialised memory
OLD_DATA        == 1  \* what the file held before the writes
NEW_DATA        == 2  \* what a write put there
ZERO            == 3  \* zeroes that nobody asked for
STALE           == 4  \* what a reused block of the disk held
LOST            == 5  \* what was there before a committed write

\* The disk behind a sector.
WRITTEN         == 0  \* a block with the file's contents
HOLE            == 1  \* no block
REUSED          == 2  \* a block that was allocated and not written yet

\* Why a task dies.
NULL_POINTER    == 1  \* used NULL as a page, a file or an address space
NULL_MAPPING    == 2  \* the page has lost its mapping
USE_AFTER_FREE  == 3  \* used a page after its last reference was dropped
BAD_RELEASE     == 4  \* gave back what is not held, or still in use
SLEEP_IN_ATOMIC == 5  \* may sleep while page faults are disabled
OVERFLOW        == 6  \* took more than can be counted

\* Variables of a listing stay within their range; division goes towards 0, and by 0 gives 0.
Clamp(x, low, high) == IF x < low THEN low ELSE IF x > high THEN high ELSE x
Abs(x) == IF x < 0 THEN -x ELSE x
Div(a, b) == IF b = 0 THEN 0 ELSE LET q == Abs(a) \div Abs(b) IN IF (a < 0) = (b < 0) THEN q ELSE -q
Rem(a, b) == IF b = 0 THEN 0 ELSE a - b * Div(a, b)

\* The state. 0 is none, everything else is numbered from 1.
Init ==
  m = [
    oops |-> 0,  \* why a task has died; then nothing more happens
    oops_task |-> 0,  \* the task that has died
    unfinished |-> 2,  \* tasks that have calls to make
    page_count |-> [i \in 0..2 |-> <<0, 2, 2>>[i + 1]],  \* references; 0 for a free frame
    page_place |-> [i \in 0..2 |-> <<0, 1, 2>>[i + 1]],  \* place in a file; 0 once it is off the mapping
    page_locked |-> [i \in 0..2 |-> 0],  \* who has set PG_locked
    page_uptodate |-> [i \in 0..2 |-> <<0, 1, 1>>[i + 1]],  \* PG_uptodate
    page_dirty |-> [i \in 0..2 |-> 0],  \* PG_dirty
    page_highmem |-> [i \in 0..2 |-> <<0, 1, 1>>[i + 1]],  \* a kmap of it takes a slot
    page_pagevec |-> [i \in 0..2 |-> 0],  \* whose pagevec it is in
    page_kmaps |-> [i \in 0..2 |-> 0],  \* uses of its kmap
    content |-> [i \in 0..5 |-> <<0, 0, 1, 1, 1, 1>>[i + 1]],  \* what each sector holds, by page and sector
    valid |-> [i \in 0..5 |-> <<0, 0, 1, 1, 1, 1>>[i + 1]],  \* sectors that were read or written
    cache |-> [i \in 0..2 |-> <<0, 1, 2>>[i + 1]],  \* page cached at each place of a file
    pte_page |-> [i \in 0..2 |-> <<0, 2, 1>>[i + 1]],  \* page that each pte points to
    pte_mlocked |-> [i \in 0..2 |-> 0],  \* VM_LOCKED
    the_value |-> 0,  \* set before it is read within every step
    the_fault |-> 0,  \* set before it is read within every step
    pc_A |-> 0,  \* where it stands
    r0_A_result_of_pair |-> 0,  \* its variable result of pair
    r1_A_copied |-> 0,  \* its variable copied
    r2_A_p |-> 0,  \* its variable p
    r3_A_q |-> 0,  \* its variable q
    pc_B |-> 0,  \* where it stands
    r0_B_result_of_pair |-> 0,  \* its variable result of pair
    r1_B_copied |-> 0,  \* its variable copied
    r2_B_p |-> 0,  \* its variable p
    r3_B_q |-> 0,  \* its variable q
    pc_zap |-> 1,  \* where it stands
    budget_zap |-> 1,  \* how often it may still start
    r0_zap_mm |-> 0,  \* its variable mm
    r1_zap_addr |-> 0,  \* its variable addr
    reference_page |-> 0,  \* set before it is read within every step
    zap_page_range_at |-> 0,  \* set before it is read within every step
    cleared_page |-> 0,  \* set before it is read within every step
    unreference_page |-> 0,  \* set before it is read within every step
    zap_page_range_to |-> 0  \* set before it is read within every step
  ]

TypeOK ==
  /\ m.oops \in 0..6
  /\ m.oops_task \in 0..3
  /\ m.unfinished \in 0..3
  /\ m.page_count \in [0..2 -> 0..15]
  /\ m.page_place \in [0..2 -> 0..2]
  /\ m.page_locked \in [0..2 -> 0..3]
  /\ m.page_uptodate \in [0..2 -> 0..1]
  /\ m.page_dirty \in [0..2 -> 0..1]
  /\ m.page_highmem \in [0..2 -> 0..1]
  /\ m.page_pagevec \in [0..2 -> 0..3]
  /\ m.page_kmaps \in [0..2 -> 0..7]
  /\ m.content \in [0..5 -> 0..5]
  /\ m.valid \in [0..5 -> 0..1]
  /\ m.cache \in [0..2 -> 0..2]
  /\ m.pte_page \in [0..2 -> 0..2]
  /\ m.pte_mlocked \in [0..2 -> 0..1]
  /\ m.pc_A \in 0..15
  /\ m.r0_A_result_of_pair \in -128..127
  /\ m.r1_A_copied \in -128..127
  /\ m.r2_A_p \in 0..2
  /\ m.r3_A_q \in 0..2
  /\ m.pc_B \in 0..15
  /\ m.r0_B_result_of_pair \in -128..127
  /\ m.r1_B_copied \in -128..127
  /\ m.r2_B_p \in 0..2
  /\ m.r3_B_q \in 0..2
  /\ m.pc_zap \in 0..2
  /\ m.budget_zap \in 0..255
  /\ m.r0_zap_mm \in 0..2
  /\ m.r1_zap_addr \in 0..511

\* Nothing of what an action needed for itself is left.
Forget(s) == [s EXCEPT !.the_value = 0, !.the_fault = 0, !.reference_page = 0, !.zap_page_range_at = 0, !.cleared_page = 0, !.unreference_page = 0, !.zap_page_range_to = 0]

\* The primitives: what they return is left in the_value, why they kill a task in the_fault.

\* one more reference
reference(s, page) ==
  IF s.page_count[page] = 15
  THEN [s EXCEPT !.the_fault = OVERFLOW]
  ELSE [s EXCEPT !.page_count[page] = s.page_count[page] + 1]

\* mm/filemap.c find_get_page: a reference, no lock
find_get_page(s, place) ==
  IF s.cache[place] = 0
  THEN [s EXCEPT !.the_value = 0]
  ELSE LET s1 == [s EXCEPT !.reference_page = s.cache[place]]
        s2 == reference(s1, s1.reference_page)
    IN  [s2 EXCEPT !.the_value = s2.cache[place]]

\* mm/filemap.c __lock_page; callers have seen that it is free
lock_page(s, task, page) ==
  IF page = 0
  THEN [s EXCEPT !.the_fault = NULL_POINTER]
  ELSE IF s.page_count[page] = 0
    THEN [s EXCEPT !.the_fault = USE_AFTER_FREE]
    ELSE [s EXCEPT !.page_locked[page] = task]

\* copies a sector from behind a pte, unless that is absent, and counts it
copy_sector(s, page, to, pte, offset) ==
  IF s.pte_page[pte] # 0
  THEN IF s.page_count[s.pte_page[pte]] = 0
    THEN [s EXCEPT !.the_fault = USE_AFTER_FREE]
    ELSE [s EXCEPT !.content[(page * 2) + to] = (IF s.content[(s.pte_page[pte] * 2) + offset] = OLD_DATA \/ s.content[(s.pte_page[pte] * 2) + offset] = LOST THEN NEW_DATA ELSE s.content[(s.pte_page[pte] * 2) + offset]), !.the_value = s.the_value + 1]
  ELSE s

\* mm/filemap.c unlock_page: anybody may
unlock_page(s, page) ==
  IF page = 0
  THEN [s EXCEPT !.the_fault = NULL_POINTER]
  ELSE IF s.page_count[page] = 0
    THEN [s EXCEPT !.the_fault = USE_AFTER_FREE]
    ELSE IF s.page_locked[page] = 0
      THEN [s EXCEPT !.the_fault = BAD_RELEASE]
      ELSE [s EXCEPT !.page_locked[page] = 0]

\* one reference less; the last one frees the frame
unreference(s, page) ==
  IF s.page_count[page] = 0
  THEN [s EXCEPT !.the_fault = USE_AFTER_FREE]
  ELSE IF s.page_count[page] = 1
    THEN IF s.page_locked[page] # 0 \/ s.page_kmaps[page] # 0 \/ s.page_place[page] # 0
      THEN [s EXCEPT !.the_fault = BAD_RELEASE]
      ELSE [s EXCEPT !.page_count[page] = 0, !.page_uptodate[page] = 0, !.page_dirty[page] = 0, !.page_highmem[page] = 0, !.page_pagevec[page] = 0, !.content[page * 2] = JUNK, !.valid[page * 2] = 0, !.content[(page * 2) + 1] = JUNK, !.valid[(page * 2) + 1] = 0]
    ELSE [s EXCEPT !.page_count[page] = s.page_count[page] - 1]

\* clears a pte and drops its reference
clear_pte(s, pte) ==
  IF s.pte_page[pte] # 0
  THEN LET s1 == [s EXCEPT !.cleared_page = s.pte_page[pte], !.pte_page[pte] = 0]
        s2 == [s1 EXCEPT !.unreference_page = s1.cleared_page]
    IN  unreference(s2, s2.unreference_page)
  ELSE s

\* mm/memory.c zap_page_range: this pte
zap_page_range(s, pte, base, from, to) ==
  IF s.the_fault = 0 /\ from =< ((((pte - base) - 1) * 2) + 1) /\ (((pte - base) - 1) * 2) =< to
  THEN clear_pte(s, pte)
  ELSE s

\* zap_page_range for one number after the other
RECURSIVE each_zap_page_range(_, _, _, _, _, _)
each_zap_page_range(s, first, last, base, from, to) ==
  IF first > last
  THEN s
  ELSE each_zap_page_range(zap_page_range(s, first, base, from, to), first + 1, last, base, from, to)

\* an actor has picked something and takes its first step
start_zap(s) ==
  LET s7 == IF s.r0_zap_mm = 0
      THEN [s EXCEPT !.the_fault = NULL_POINTER]
      ELSE LET s3 == IF s.r0_zap_mm = 1
            THEN LET s1 == [s EXCEPT !.zap_page_range_to = (s.r1_zap_addr + 1) - 1]
              IN  each_zap_page_range(s1, 1, 1, 0, s1.r1_zap_addr, s1.zap_page_range_to)
            ELSE s
        IN  IF s3.r0_zap_mm = 2
            THEN LET s4 == [s3 EXCEPT !.zap_page_range_to = (s3.r1_zap_addr + 1) - 1]
              IN  each_zap_page_range(s4, 2, 2, 1, s4.r1_zap_addr, s4.zap_page_range_to)
            ELSE s3
  IN  IF s7.the_fault = 0
      THEN [s7 EXCEPT !.pc_zap = 1, !.r0_zap_mm = 0, !.r1_zap_addr = 0]
      ELSE [s7 EXCEPT !.oops = s7.the_fault, !.oops_task = 3, !.the_fault = 0]

\* Who can go on.
runnable_A(s) == s.pc_A # 14 /\ ~((s.pc_A = 1 /\ s.page_locked[s.r2_A_p] # 0) \/ (s.pc_A = 3 /\ s.page_locked[s.r3_A_q] # 0))
runnable_B(s) == s.pc_B # 14 /\ ~((s.pc_B = 1 /\ s.page_locked[s.r2_B_p] # 0) \/ (s.pc_B = 3 /\ s.page_locked[s.r3_B_q] # 0))
runnable_zap(s) == s.pc_zap # 1

\* somebody can go on; what the environment could begin does not count
can_move(s) == runnable_A(s) \/ runnable_B(s) \/ runnable_zap(s)

\* task 1: A

\* A find_get_page(a, 0), tiny.lst line 5
step_A_0 ==
  /\ m.oops = 0
  /\ m.pc_A = 0
  /\ m' = Forget(
      LET s1 == find_get_page(m, 1)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.r2_A_p = s1.the_value, !.pc_A = 1]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 1, !.the_fault = 0])

\* A [2] lock_page(p), tiny.lst line 6
step_A_1 ==
  /\ m.oops = 0
  /\ m.pc_A = 1
  /\ m.page_locked[m.r2_A_p] = 0
  /\ m' = Forget(
      LET s1 == lock_page(m, 1, m.r2_A_p)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.pc_A = 2]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 1, !.the_fault = 0])

\* A find_get_page(b, 0), tiny.lst line 7
step_A_2 ==
  /\ m.oops = 0
  /\ m.pc_A = 2
  /\ m' = Forget(
      LET s1 == find_get_page(m, 2)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.r3_A_q = s1.the_value, !.pc_A = 3]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 1, !.the_fault = 0])

\* A [8] lock_page(q), tiny.lst line 8
step_A_3 ==
  /\ m.oops = 0
  /\ m.pc_A = 3
  /\ m.page_locked[m.r3_A_q] = 0
  /\ m' = Forget(
      LET s1 == lock_page(m, 1, m.r3_A_q)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.pc_A = 4]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 1, !.the_fault = 0])

\* A __copy_from_user(p, 0, 0, 2), tiny.lst line 9
step_A_4 ==
  /\ m.oops = 0
  /\ m.pc_A = 4
  /\ m' = Forget(
      LET s4 == IF m.r2_A_p = 0
          THEN [m EXCEPT !.the_fault = NULL_POINTER]
          ELSE IF m.page_count[m.r2_A_p] = 0
            THEN [m EXCEPT !.the_fault = USE_AFTER_FREE]
            ELSE LET s1 == [m EXCEPT !.the_value = 0]
                  s2 == copy_sector(s1, s1.r2_A_p, 0, 1, 0)
              IN  IF s2.the_fault = 0 /\ s2.the_value = 1
                  THEN copy_sector(s2, s2.r2_A_p, 1, 1, 1)
                  ELSE s2
      IN  IF s4.the_fault = 0
          THEN [s4 EXCEPT !.r1_A_copied = s4.the_value, !.pc_A = 5]
          ELSE [s4 EXCEPT !.oops = s4.the_fault, !.oops_task = 1, !.the_fault = 0])

\* A unlock_page(q), tiny.lst line 10
step_A_5 ==
  /\ m.oops = 0
  /\ m.pc_A = 5
  /\ m' = Forget(
      LET s1 == unlock_page(m, m.r3_A_q)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.pc_A = 6]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 1, !.the_fault = 0])

\* A unlock_page(p), tiny.lst line 11
step_A_6 ==
  /\ m.oops = 0
  /\ m.pc_A = 6
  /\ m' = Forget(
      LET s1 == unlock_page(m, m.r2_A_p)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.pc_A = 7]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 1, !.the_fault = 0])

\* A put_page(q), tiny.lst line 12
step_A_7 ==
  /\ m.oops = 0
  /\ m.pc_A = 7
  /\ m' = Forget(
      LET s1 == IF m.r3_A_q = 0
          THEN [m EXCEPT !.the_fault = NULL_POINTER]
          ELSE IF m.page_count[m.r3_A_q] = 0
            THEN [m EXCEPT !.the_fault = USE_AFTER_FREE]
            ELSE unreference(m, m.r3_A_q)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.pc_A = 8, !.r3_A_q = 0]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 1, !.the_fault = 0])

\* A put_page(p), tiny.lst line 13
step_A_8 ==
  /\ m.oops = 0
  /\ m.pc_A = 8
  /\ m' = Forget(
      LET s1 == IF m.r2_A_p = 0
          THEN [m EXCEPT !.the_fault = NULL_POINTER]
          ELSE IF m.page_count[m.r2_A_p] = 0
            THEN [m EXCEPT !.the_fault = USE_AFTER_FREE]
            ELSE unreference(m, m.r2_A_p)
      IN  IF s1.the_fault = 0
          THEN IF s1.r1_A_copied < 2
            THEN [s1 EXCEPT !.r0_A_result_of_pair = -14, !.pc_A = 14, !.r1_A_copied = 0, !.r2_A_p = 0, !.unfinished = s1.unfinished - 1]
            ELSE [s1 EXCEPT !.r0_A_result_of_pair = 0, !.pc_A = 14, !.r1_A_copied = 0, !.r2_A_p = 0, !.unfinished = s1.unfinished - 1]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 1, !.the_fault = 0])

\* task 2: B

\* B find_get_page(b, 0), tiny.lst line 5
step_B_0 ==
  /\ m.oops = 0
  /\ m.pc_B = 0
  /\ m' = Forget(
      LET s1 == find_get_page(m, 2)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.r2_B_p = s1.the_value, !.pc_B = 1]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 2, !.the_fault = 0])

\* B [2] lock_page(p), tiny.lst line 6
step_B_1 ==
  /\ m.oops = 0
  /\ m.pc_B = 1
  /\ m.page_locked[m.r2_B_p] = 0
  /\ m' = Forget(
      LET s1 == lock_page(m, 2, m.r2_B_p)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.pc_B = 2]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 2, !.the_fault = 0])

\* B find_get_page(a, 0), tiny.lst line 7
step_B_2 ==
  /\ m.oops = 0
  /\ m.pc_B = 2
  /\ m' = Forget(
      LET s1 == find_get_page(m, 1)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.r3_B_q = s1.the_value, !.pc_B = 3]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 2, !.the_fault = 0])

\* B [8] lock_page(q), tiny.lst line 8
step_B_3 ==
  /\ m.oops = 0
  /\ m.pc_B = 3
  /\ m.page_locked[m.r3_B_q] = 0
  /\ m' = Forget(
      LET s1 == lock_page(m, 2, m.r3_B_q)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.pc_B = 4]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 2, !.the_fault = 0])

\* B __copy_from_user(p, 0, 0, 2), tiny.lst line 9
step_B_4 ==
  /\ m.oops = 0
  /\ m.pc_B = 4
  /\ m' = Forget(
      LET s4 == IF m.r2_B_p = 0
          THEN [m EXCEPT !.the_fault = NULL_POINTER]
          ELSE IF m.page_count[m.r2_B_p] = 0
            THEN [m EXCEPT !.the_fault = USE_AFTER_FREE]
            ELSE LET s1 == [m EXCEPT !.the_value = 0]
                  s2 == copy_sector(s1, s1.r2_B_p, 0, 2, 0)
              IN  IF s2.the_fault = 0 /\ s2.the_value = 1
                  THEN copy_sector(s2, s2.r2_B_p, 1, 2, 1)
                  ELSE s2
      IN  IF s4.the_fault = 0
          THEN [s4 EXCEPT !.r1_B_copied = s4.the_value, !.pc_B = 5]
          ELSE [s4 EXCEPT !.oops = s4.the_fault, !.oops_task = 2, !.the_fault = 0])

\* B unlock_page(q), tiny.lst line 10
step_B_5 ==
  /\ m.oops = 0
  /\ m.pc_B = 5
  /\ m' = Forget(
      LET s1 == unlock_page(m, m.r3_B_q)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.pc_B = 6]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 2, !.the_fault = 0])

\* B unlock_page(p), tiny.lst line 11
step_B_6 ==
  /\ m.oops = 0
  /\ m.pc_B = 6
  /\ m' = Forget(
      LET s1 == unlock_page(m, m.r2_B_p)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.pc_B = 7]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 2, !.the_fault = 0])

\* B put_page(q), tiny.lst line 12
step_B_7 ==
  /\ m.oops = 0
  /\ m.pc_B = 7
  /\ m' = Forget(
      LET s1 == IF m.r3_B_q = 0
          THEN [m EXCEPT !.the_fault = NULL_POINTER]
          ELSE IF m.page_count[m.r3_B_q] = 0
            THEN [m EXCEPT !.the_fault = USE_AFTER_FREE]
            ELSE unreference(m, m.r3_B_q)
      IN  IF s1.the_fault = 0
          THEN [s1 EXCEPT !.pc_B = 8, !.r3_B_q = 0]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 2, !.the_fault = 0])

\* B put_page(p), tiny.lst line 13
step_B_8 ==
  /\ m.oops = 0
  /\ m.pc_B = 8
  /\ m' = Forget(
      LET s1 == IF m.r2_B_p = 0
          THEN [m EXCEPT !.the_fault = NULL_POINTER]
          ELSE IF m.page_count[m.r2_B_p] = 0
            THEN [m EXCEPT !.the_fault = USE_AFTER_FREE]
            ELSE unreference(m, m.r2_B_p)
      IN  IF s1.the_fault = 0
          THEN IF s1.r1_B_copied < 2
            THEN [s1 EXCEPT !.r0_B_result_of_pair = -14, !.pc_B = 14, !.r1_B_copied = 0, !.r2_B_p = 0, !.unfinished = s1.unfinished - 1]
            ELSE [s1 EXCEPT !.r0_B_result_of_pair = 0, !.pc_B = 14, !.r1_B_copied = 0, !.r2_B_p = 0, !.unfinished = s1.unfinished - 1]
          ELSE [s1 EXCEPT !.oops = s1.the_fault, !.oops_task = 2, !.the_fault = 0])

\* actor 3: zap

\* zap begins with pte 1: zap zap_page_range(mm, addr, 1), tiny.lst line 20
start_zap_1 ==
  /\ m.oops = 0
  /\ m.unfinished # 0
  /\ m.pc_zap = 1
  /\ m.budget_zap # 0
  /\ m.pte_page[1] # 0
  /\ m.pte_mlocked[1] = 0
  /\ can_move(m)
  /\ m' = Forget(
      LET s1 == [m EXCEPT !.budget_zap = m.budget_zap - 1, !.r0_zap_mm = 1, !.r1_zap_addr = 0, !.pc_zap = 0]
      IN  start_zap(s1))

\* zap begins with pte 2: zap zap_page_range(mm, addr, 1), tiny.lst line 20
start_zap_2 ==
  /\ m.oops = 0
  /\ m.unfinished # 0
  /\ m.pc_zap = 1
  /\ m.budget_zap # 0
  /\ m.pte_page[2] # 0
  /\ m.pte_mlocked[2] = 0
  /\ can_move(m)
  /\ m' = Forget(
      LET s1 == [m EXCEPT !.budget_zap = m.budget_zap - 1, !.r0_zap_mm = 2, !.r1_zap_addr = 0, !.pc_zap = 0]
      IN  start_zap(s1))

\* zap zap_page_range(mm, addr, 1), tiny.lst line 20
step_zap_0 ==
  /\ m.oops = 0
  /\ m.unfinished # 0
  /\ m.pc_zap = 0
  /\ m' = Forget(
      LET s7 == IF m.r0_zap_mm = 0
          THEN [m EXCEPT !.the_fault = NULL_POINTER]
          ELSE LET s3 == IF m.r0_zap_mm = 1
                THEN LET s1 == [m EXCEPT !.zap_page_range_to = (m.r1_zap_addr + 1) - 1]
                  IN  each_zap_page_range(s1, 1, 1, 0, s1.r1_zap_addr, s1.zap_page_range_to)
                ELSE m
            IN  IF s3.r0_zap_mm = 2
                THEN LET s4 == [s3 EXCEPT !.zap_page_range_to = (s3.r1_zap_addr + 1) - 1]
                  IN  each_zap_page_range(s4, 2, 2, 1, s4.r1_zap_addr, s4.zap_page_range_to)
                ELSE s3
      IN  IF s7.the_fault = 0
          THEN [s7 EXCEPT !.pc_zap = 1, !.r0_zap_mm = 0, !.r1_zap_addr = 0]
          ELSE [s7 EXCEPT !.oops = s7.the_fault, !.oops_task = 3, !.the_fault = 0])

\* The run is over; it stays as it is, so that TLC does not take the end for a deadlock.
Over == m.oops # 0 \/ m.unfinished = 0
Ended == Over /\ UNCHANGED m

\* A deadlock: somebody has not finished, and nobody can go on.
NotStuck == Over \/ can_move(m)

Next ==
  \/ step_A_0
  \/ step_A_1
  \/ step_A_2
  \/ step_A_3
  \/ step_A_4
  \/ step_A_5
  \/ step_A_6
  \/ step_A_7
  \/ step_A_8
  \/ step_B_0
  \/ step_B_1
  \/ step_B_2
  \/ step_B_3
  \/ step_B_4
  \/ step_B_5
  \/ step_B_6
  \/ step_B_7
  \/ step_B_8
  \/ start_zap_1
  \/ start_zap_2
  \/ step_zap_0
  \/ Ended

Spec == Init /\ [][Next]_m
=============================================================================
