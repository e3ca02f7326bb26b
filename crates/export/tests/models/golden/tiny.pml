/*
 * two tasks, two page locks, in both orders
 *
 * Scenario tiny, under tiny, written by pagelock.
 * The rules of the primitives are stated here a second time, so SPIN's answer is a second opinion.
 *
 * Every interleaving (an invalid end state is a deadlock; `states, stored` are all states):
 *
 *     spin -o2 -a FILE.pml        -o2 keeps what nothing reads in the states
 *     cc -O2 -DSAFETY -DNOREDUCE -DNOFAIR -DVECTORSZ=1024 -o pan pan.c
 *     ./pan -m10000000            the first deadlock; then: spin -t -p FILE.pml
 *     ./pan -m10000000 -c0 -e     all states, all deadlocks
 *
 * With -DREACH as well, `./pan -i` looks for short ways to a deadlock. What is too large for
 * one machine goes to a swarm of searches, `spin -search -swarm4,2 FILE.pml`; it finds deadlocks
 * and never proves that there is none, because it does not visit all states.
 */

/* What a sector of a page holds. */
#define JUNK             0	/* uninitialised memory */
#define OLD_DATA         1	/* what the file held before the writes */
#define NEW_DATA         2	/* what a write put there */
#define ZERO             3	/* zeroes that nobody asked for */
#define STALE            4	/* what a reused block of the disk held */
#define LOST             5	/* what was there before a committed write */

/* The disk behind a sector. */
#define WRITTEN          0	/* a block with the file's contents */
#define HOLE             1	/* no block */
#define REUSED           2	/* a block that was allocated and not written yet */

/* Why a task dies. */
#define NULL_POINTER     1	/* used NULL as a page, a file or an address space */
#define NULL_MAPPING     2	/* the page has lost its mapping */
#define USE_AFTER_FREE   3	/* used a page after its last reference was dropped */
#define BAD_RELEASE      4	/* gave back what is not held, or still in use */
#define SLEEP_IN_ATOMIC  5	/* may sleep while page faults are disabled */
#define OVERFLOW         6	/* took more than can be counted */

/* Variables of a listing stay within their range; divisions by 0 give 0. */
#define CLAMP(x, low, high) ((x) < (low) -> (low) : ((x) > (high) -> (high) : (x)))
#define DIV(a, b) ((b) == 0 -> 0 : (a) / (b))
#define REM(a, b) ((b) == 0 -> 0 : (a) % (b))

/* The state. 0 is none, everything else is numbered from 1. */
byte oops;	/* why a task has died; then nothing more happens */
byte oops_task;	/* the task that has died */
byte unfinished = 2;	/* tasks that have calls to make */
byte page_count[3] = { 0, 2, 2 };	/* references; 0 for a free frame */
byte page_place[3] = { 0, 1, 2 };	/* place in a file; 0 once it is off the mapping */
byte page_locked[3];	/* who has set PG_locked */
byte page_uptodate[3] = { 0, 1, 1 };	/* PG_uptodate */
byte page_dirty[3];	/* PG_dirty */
byte page_highmem[3] = { 0, 1, 1 };	/* a kmap of it takes a slot */
byte page_pagevec[3];	/* whose pagevec it is in */
byte page_kmaps[3];	/* uses of its kmap */
byte content[6] = { 0, 0, 1, 1, 1, 1 };	/* what each sector holds, by page and sector */
byte valid[6] = { 0, 0, 1, 1, 1, 1 };	/* sectors that were read or written */
byte cache[3] = { 0, 1, 2 };	/* page cached at each place of a file */
byte pte_page[3] = { 0, 2, 1 };	/* page that each pte points to */
byte pte_mlocked[3];	/* VM_LOCKED */
byte pc_A;	/* where it stands */
short r0_A_result_of_pair;	/* its variable result of pair */
short r1_A_copied;	/* its variable copied */
byte r2_A_p;	/* its variable p */
byte r3_A_q;	/* its variable q */
byte pc_B;	/* where it stands */
short r0_B_result_of_pair;	/* its variable result of pair */
short r1_B_copied;	/* its variable copied */
byte r2_B_p;	/* its variable p */
byte r3_B_q;	/* its variable q */
byte pc_zap = 1;	/* where it stands */
byte budget_zap = 1;	/* how often it may still start */
byte r0_zap_mm;	/* its variable mm */
short r1_zap_addr;	/* its variable addr */

/* Set before it is read within every step, so no part of the state. */
hidden short the_value;
hidden byte the_fault;
hidden int reference_page;
hidden byte zap_page_range_at;
hidden byte cleared_page;
hidden int unreference_page;
hidden int zap_page_range_to;

/* The primitives: what they return is left in the_value, why they kill a task in the_fault. */

/* one more reference */
inline reference(page) {
	if
	:: page_count[page] == 15 ->
		the_fault = OVERFLOW;
	:: else ->
		page_count[page] = page_count[page] + 1;
	fi;
}

/* mm/filemap.c find_get_page: a reference, no lock */
inline find_get_page(place) {
	if
	:: cache[place] == 0 ->
		the_value = 0;
	:: else ->
		reference_page = cache[place];
		reference(reference_page);
		the_value = cache[place];
	fi;
}

/* mm/filemap.c __lock_page; callers have seen that it is free */
inline lock_page(task, page) {
	if
	:: page == 0 ->
		the_fault = NULL_POINTER;
	:: else ->
		if
		:: page_count[page] == 0 ->
			the_fault = USE_AFTER_FREE;
		:: else ->
			page_locked[page] = task;
		fi;
	fi;
}

/* copies a sector from behind a pte, unless that is absent, and counts it */
inline copy_sector(page, to, pte, offset) {
	if
	:: pte_page[pte] != 0 ->
		if
		:: page_count[pte_page[pte]] == 0 ->
			the_fault = USE_AFTER_FREE;
		:: else ->
			content[(page * 2) + to] = ((content[(pte_page[pte] * 2) + offset] == OLD_DATA || content[(pte_page[pte] * 2) + offset] == LOST) -> NEW_DATA : content[(pte_page[pte] * 2) + offset]);
			the_value = the_value + 1;
		fi;
	:: else
	fi;
}

/* mm/filemap.c unlock_page: anybody may */
inline unlock_page(page) {
	if
	:: page == 0 ->
		the_fault = NULL_POINTER;
	:: else ->
		if
		:: page_count[page] == 0 ->
			the_fault = USE_AFTER_FREE;
		:: else ->
			if
			:: page_locked[page] == 0 ->
				the_fault = BAD_RELEASE;
			:: else ->
				page_locked[page] = 0;
			fi;
		fi;
	fi;
}

/* one reference less; the last one frees the frame */
inline unreference(page) {
	if
	:: page_count[page] == 0 ->
		the_fault = USE_AFTER_FREE;
	:: else ->
		if
		:: page_count[page] == 1 ->
			if
			:: page_locked[page] != 0 || page_kmaps[page] != 0 || page_place[page] != 0 ->
				the_fault = BAD_RELEASE;
			:: else ->
				page_count[page] = 0;
				page_uptodate[page] = 0;
				page_dirty[page] = 0;
				page_highmem[page] = 0;
				page_pagevec[page] = 0;
				content[page * 2] = JUNK;
				valid[page * 2] = 0;
				content[(page * 2) + 1] = JUNK;
				valid[(page * 2) + 1] = 0;
			fi;
		:: else ->
			page_count[page] = page_count[page] - 1;
		fi;
	fi;
}

/* clears a pte and drops its reference */
inline clear_pte(pte) {
	if
	:: pte_page[pte] != 0 ->
		cleared_page = pte_page[pte];
		pte_page[pte] = 0;
		unreference_page = cleared_page;
		unreference(unreference_page);
	:: else
	fi;
}

/* mm/memory.c zap_page_range: this pte */
inline zap_page_range(pte, base, from, to) {
	if
	:: the_fault == 0 && from <= ((((pte - base) - 1) * 2) + 1) && (((pte - base) - 1) * 2) <= to ->
		clear_pte(pte);
	:: else
	fi;
}

/* an actor has picked something and takes its first step */
inline start_zap() {
	if
	:: r0_zap_mm == 0 ->
		the_fault = NULL_POINTER;
	:: else ->
		if
		:: r0_zap_mm == 1 ->
			zap_page_range_to = (r1_zap_addr + 1) - 1;
			for (zap_page_range_at : 1 .. 1) {
				zap_page_range(zap_page_range_at, 0, r1_zap_addr, zap_page_range_to)
			}
		:: else
		fi;
		if
		:: r0_zap_mm == 2 ->
			zap_page_range_to = (r1_zap_addr + 1) - 1;
			for (zap_page_range_at : 2 .. 2) {
				zap_page_range(zap_page_range_at, 1, r1_zap_addr, zap_page_range_to)
			}
		:: else
		fi;
	fi;
	if
	:: the_fault == 0 ->
		pc_zap = 1;
		r0_zap_mm = 0;
		r1_zap_addr = 0;
	:: else ->
		oops = the_fault;
		oops_task = 3;
		the_fault = 0;
	fi;
}

/* Who can go on. */
#define runnable_A (pc_A != 14 && !((pc_A == 1 && page_locked[r2_A_p] != 0) || (pc_A == 3 && page_locked[r3_A_q] != 0)))
#define runnable_B (pc_B != 14 && !((pc_B == 1 && page_locked[r2_B_p] != 0) || (pc_B == 3 && page_locked[r3_B_q] != 0)))
#define runnable_zap (pc_zap != 1)

/* somebody can go on; what the environment could begin does not count */
#define can_move (runnable_A || runnable_B || runnable_zap)

/* task 1: A */
active proctype task_A() {
	do
	/* A find_get_page(a, 0), tiny.lst line 5 */
	:: d_step { (oops == 0 && pc_A == 0) ->
		find_get_page(1);
		if
		:: the_fault == 0 ->
			r2_A_p = the_value;
			pc_A = 1;
		:: else ->
			oops = the_fault;
			oops_task = 1;
			the_fault = 0;
		fi;
	}
	/* A [2] lock_page(p), tiny.lst line 6 */
	:: d_step { (oops == 0 && pc_A == 1 && page_locked[r2_A_p] == 0) ->
		lock_page(1, r2_A_p);
		if
		:: the_fault == 0 ->
			pc_A = 2;
		:: else ->
			oops = the_fault;
			oops_task = 1;
			the_fault = 0;
		fi;
	}
	/* A find_get_page(b, 0), tiny.lst line 7 */
	:: d_step { (oops == 0 && pc_A == 2) ->
		find_get_page(2);
		if
		:: the_fault == 0 ->
			r3_A_q = the_value;
			pc_A = 3;
		:: else ->
			oops = the_fault;
			oops_task = 1;
			the_fault = 0;
		fi;
	}
	/* A [8] lock_page(q), tiny.lst line 8 */
	:: d_step { (oops == 0 && pc_A == 3 && page_locked[r3_A_q] == 0) ->
		lock_page(1, r3_A_q);
		if
		:: the_fault == 0 ->
			pc_A = 4;
		:: else ->
			oops = the_fault;
			oops_task = 1;
			the_fault = 0;
		fi;
	}
	/* A __copy_from_user(p, 0, 0, 2), tiny.lst line 9 */
	:: d_step { (oops == 0 && pc_A == 4) ->
		if
		:: r2_A_p == 0 ->
			the_fault = NULL_POINTER;
		:: else ->
			if
			:: page_count[r2_A_p] == 0 ->
				the_fault = USE_AFTER_FREE;
			:: else ->
				the_value = 0;
				copy_sector(r2_A_p, 0, 1, 0);
				if
				:: the_fault == 0 && the_value == 1 ->
					copy_sector(r2_A_p, 1, 1, 1);
				:: else
				fi;
			fi;
		fi;
		if
		:: the_fault == 0 ->
			r1_A_copied = the_value;
			pc_A = 5;
		:: else ->
			oops = the_fault;
			oops_task = 1;
			the_fault = 0;
		fi;
	}
	/* A unlock_page(q), tiny.lst line 10 */
	:: d_step { (oops == 0 && pc_A == 5) ->
		unlock_page(r3_A_q);
		if
		:: the_fault == 0 ->
			pc_A = 6;
		:: else ->
			oops = the_fault;
			oops_task = 1;
			the_fault = 0;
		fi;
	}
	/* A unlock_page(p), tiny.lst line 11 */
	:: d_step { (oops == 0 && pc_A == 6) ->
		unlock_page(r2_A_p);
		if
		:: the_fault == 0 ->
			pc_A = 7;
		:: else ->
			oops = the_fault;
			oops_task = 1;
			the_fault = 0;
		fi;
	}
	/* A put_page(q), tiny.lst line 12 */
	:: d_step { (oops == 0 && pc_A == 7) ->
		if
		:: r3_A_q == 0 ->
			the_fault = NULL_POINTER;
		:: else ->
			if
			:: page_count[r3_A_q] == 0 ->
				the_fault = USE_AFTER_FREE;
			:: else ->
				unreference(r3_A_q);
			fi;
		fi;
		if
		:: the_fault == 0 ->
			pc_A = 8;
			r3_A_q = 0;
		:: else ->
			oops = the_fault;
			oops_task = 1;
			the_fault = 0;
		fi;
	}
	/* A put_page(p), tiny.lst line 13 */
	:: d_step { (oops == 0 && pc_A == 8) ->
		if
		:: r2_A_p == 0 ->
			the_fault = NULL_POINTER;
		:: else ->
			if
			:: page_count[r2_A_p] == 0 ->
				the_fault = USE_AFTER_FREE;
			:: else ->
				unreference(r2_A_p);
			fi;
		fi;
		if
		:: the_fault == 0 ->
			if
			:: r1_A_copied < 2 ->
				r0_A_result_of_pair = -14;
				pc_A = 14;
				r1_A_copied = 0;
				r2_A_p = 0;
				unfinished = unfinished - 1;
			:: else ->
				r0_A_result_of_pair = 0;
				pc_A = 14;
				r1_A_copied = 0;
				r2_A_p = 0;
				unfinished = unfinished - 1;
			fi;
		:: else ->
			oops = the_fault;
			oops_task = 1;
			the_fault = 0;
		fi;
	}
	od
}

/* task 2: B */
active proctype task_B() {
	do
	/* B find_get_page(b, 0), tiny.lst line 5 */
	:: d_step { (oops == 0 && pc_B == 0) ->
		find_get_page(2);
		if
		:: the_fault == 0 ->
			r2_B_p = the_value;
			pc_B = 1;
		:: else ->
			oops = the_fault;
			oops_task = 2;
			the_fault = 0;
		fi;
	}
	/* B [2] lock_page(p), tiny.lst line 6 */
	:: d_step { (oops == 0 && pc_B == 1 && page_locked[r2_B_p] == 0) ->
		lock_page(2, r2_B_p);
		if
		:: the_fault == 0 ->
			pc_B = 2;
		:: else ->
			oops = the_fault;
			oops_task = 2;
			the_fault = 0;
		fi;
	}
	/* B find_get_page(a, 0), tiny.lst line 7 */
	:: d_step { (oops == 0 && pc_B == 2) ->
		find_get_page(1);
		if
		:: the_fault == 0 ->
			r3_B_q = the_value;
			pc_B = 3;
		:: else ->
			oops = the_fault;
			oops_task = 2;
			the_fault = 0;
		fi;
	}
	/* B [8] lock_page(q), tiny.lst line 8 */
	:: d_step { (oops == 0 && pc_B == 3 && page_locked[r3_B_q] == 0) ->
		lock_page(2, r3_B_q);
		if
		:: the_fault == 0 ->
			pc_B = 4;
		:: else ->
			oops = the_fault;
			oops_task = 2;
			the_fault = 0;
		fi;
	}
	/* B __copy_from_user(p, 0, 0, 2), tiny.lst line 9 */
	:: d_step { (oops == 0 && pc_B == 4) ->
		if
		:: r2_B_p == 0 ->
			the_fault = NULL_POINTER;
		:: else ->
			if
			:: page_count[r2_B_p] == 0 ->
				the_fault = USE_AFTER_FREE;
			:: else ->
				the_value = 0;
				copy_sector(r2_B_p, 0, 2, 0);
				if
				:: the_fault == 0 && the_value == 1 ->
					copy_sector(r2_B_p, 1, 2, 1);
				:: else
				fi;
			fi;
		fi;
		if
		:: the_fault == 0 ->
			r1_B_copied = the_value;
			pc_B = 5;
		:: else ->
			oops = the_fault;
			oops_task = 2;
			the_fault = 0;
		fi;
	}
	/* B unlock_page(q), tiny.lst line 10 */
	:: d_step { (oops == 0 && pc_B == 5) ->
		unlock_page(r3_B_q);
		if
		:: the_fault == 0 ->
			pc_B = 6;
		:: else ->
			oops = the_fault;
			oops_task = 2;
			the_fault = 0;
		fi;
	}
	/* B unlock_page(p), tiny.lst line 11 */
	:: d_step { (oops == 0 && pc_B == 6) ->
		unlock_page(r2_B_p);
		if
		:: the_fault == 0 ->
			pc_B = 7;
		:: else ->
			oops = the_fault;
			oops_task = 2;
			the_fault = 0;
		fi;
	}
	/* B put_page(q), tiny.lst line 12 */
	:: d_step { (oops == 0 && pc_B == 7) ->
		if
		:: r3_B_q == 0 ->
			the_fault = NULL_POINTER;
		:: else ->
			if
			:: page_count[r3_B_q] == 0 ->
				the_fault = USE_AFTER_FREE;
			:: else ->
				unreference(r3_B_q);
			fi;
		fi;
		if
		:: the_fault == 0 ->
			pc_B = 8;
			r3_B_q = 0;
		:: else ->
			oops = the_fault;
			oops_task = 2;
			the_fault = 0;
		fi;
	}
	/* B put_page(p), tiny.lst line 13 */
	:: d_step { (oops == 0 && pc_B == 8) ->
		if
		:: r2_B_p == 0 ->
			the_fault = NULL_POINTER;
		:: else ->
			if
			:: page_count[r2_B_p] == 0 ->
				the_fault = USE_AFTER_FREE;
			:: else ->
				unreference(r2_B_p);
			fi;
		fi;
		if
		:: the_fault == 0 ->
			if
			:: r1_B_copied < 2 ->
				r0_B_result_of_pair = -14;
				pc_B = 14;
				r1_B_copied = 0;
				r2_B_p = 0;
				unfinished = unfinished - 1;
			:: else ->
				r0_B_result_of_pair = 0;
				pc_B = 14;
				r1_B_copied = 0;
				r2_B_p = 0;
				unfinished = unfinished - 1;
			fi;
		:: else ->
			oops = the_fault;
			oops_task = 2;
			the_fault = 0;
		fi;
	}
	od
}

/* actor 3: zap */
active proctype actor_zap() {
	do
	/* zap begins with pte 1: zap zap_page_range(mm, addr, 1), tiny.lst line 20 */
	:: d_step { (oops == 0 && unfinished != 0 && pc_zap == 1 && budget_zap != 0 && pte_page[1] != 0 && pte_mlocked[1] == 0 && can_move) ->
		budget_zap = budget_zap - 1;
		r0_zap_mm = 1;
		r1_zap_addr = 0;
		pc_zap = 0;
		start_zap();
	}
	/* zap begins with pte 2: zap zap_page_range(mm, addr, 1), tiny.lst line 20 */
	:: d_step { (oops == 0 && unfinished != 0 && pc_zap == 1 && budget_zap != 0 && pte_page[2] != 0 && pte_mlocked[2] == 0 && can_move) ->
		budget_zap = budget_zap - 1;
		r0_zap_mm = 2;
		r1_zap_addr = 0;
		pc_zap = 0;
		start_zap();
	}
	/* zap zap_page_range(mm, addr, 1), tiny.lst line 20 */
	:: d_step { (oops == 0 && unfinished != 0 && pc_zap == 0) ->
		if
		:: r0_zap_mm == 0 ->
			the_fault = NULL_POINTER;
		:: else ->
			if
			:: r0_zap_mm == 1 ->
				zap_page_range_to = (r1_zap_addr + 1) - 1;
				for (zap_page_range_at : 1 .. 1) {
					zap_page_range(zap_page_range_at, 0, r1_zap_addr, zap_page_range_to)
				}
			:: else
			fi;
			if
			:: r0_zap_mm == 2 ->
				zap_page_range_to = (r1_zap_addr + 1) - 1;
				for (zap_page_range_at : 2 .. 2) {
					zap_page_range(zap_page_range_at, 1, r1_zap_addr, zap_page_range_to)
				}
			:: else
			fi;
		fi;
		if
		:: the_fault == 0 ->
			pc_zap = 1;
			r0_zap_mm = 0;
			r1_zap_addr = 0;
		:: else ->
			oops = the_fault;
			oops_task = 3;
			the_fault = 0;
		fi;
	}
	od
}

/* The run is over; stays as it is, so that SPIN does not take the end for a deadlock. */
active proctype ended() {
	do
	:: d_step { (oops != 0 || unfinished == 0) -> skip }
	od
}
