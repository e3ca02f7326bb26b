/*
 * The ring of writers by hand: a process for each task, its place in the text is where it stands, and one statement is
 * one step. It has the states of the short listings, so SPIN is compared at its best. WRITERS and PIN are set in front.
 */

#define MLOCKER WRITERS
#define SOURCE  ((_pid + 1) % WRITERS)

bool locked[WRITERS];
bool pte[WRITERS];

/* mmap_sem, with its queue; the head is queue[0]. */
byte readers;
bool written;
byte queue[WRITERS + 1];
byte queued;
bool waits[WRITERS + 1];

hidden byte i;

/* Lets in the writer at the head of the queue, or the readers there. */
inline wake() {
	do
	:: queued > 0 && !written && (queue[0] != MLOCKER || readers == 0) ->
		if
		:: queue[0] == MLOCKER -> written = true
		:: else -> readers++
		fi;
		waits[queue[0]] = false;
		i = 0;
		do
		:: i + 1 < queued -> queue[i] = queue[i + 1]; i++
		:: else -> break
		od;
		queued--;
		queue[queued] = 0
	:: else -> break
	od
}

inline enqueue() {
	queue[queued] = _pid;
	queued++;
	waits[_pid] = true
}

/* Who queues goes on once waits[_pid] is clear: every statement behind these two says so. */
inline down_read() {
	d_step {
		if
		:: written || queued > 0 -> enqueue()
		:: else -> readers++
		fi
	}
}

inline down_write() {
	d_step {
		if
		:: written || readers > 0 || queued > 0 -> enqueue()
		:: else -> written = true
		fi
	}
}

inline up_read() {
	d_step { readers--; wake() }
}

inline lock(page) {
	d_step { !locked[page] -> locked[page] = true }
}

/* After the page of the fault was found. */
inline fault(page) {
	lock(page);
	pte[page] = true;
	locked[page] = false
}

#if PIN

active [WRITERS] proctype writer() {
	skip;				/* find_get_page */
	lock(_pid);
	locked[_pid] = false;
	down_read();
	if				/* follow_page */
	:: !waits[_pid] && pte[SOURCE]
	:: !waits[_pid] && !pte[SOURCE] ->
		skip;			/* find_get_page */
		fault(SOURCE);
		skip			/* follow_page again: nothing clears a pte */
	fi;
	up_read();
	lock(_pid);
	skip;				/* prepare_write */
	skip;				/* kmap: more slots than can be used at once */
	skip;
	skip;				/* memcpy_page */
	skip;				/* kunmap */
	skip;
	skip;				/* commit_write */
	locked[_pid] = false;
	skip;				/* put_page */
	skip;
end:	false
}

#else

active [WRITERS] proctype writer() {
	skip;				/* find_get_page */
	lock(_pid);
	skip;				/* prepare_write */
	if				/* __copy_from_user */
	:: pte[SOURCE]
	:: else ->
		down_read();
		!waits[_pid];		/* find_get_page */
		fault(SOURCE);
		up_read();
		skip			/* __copy_from_user again: nothing clears a pte */
	fi;
	skip;				/* commit_write */
	locked[_pid] = false;
	skip;				/* put_page */
end:	false
}

#endif

active proctype mlocker() {
	down_write();
	if				/* follow_page */
	:: !waits[_pid] && pte[0]
	:: !waits[_pid] && !pte[0] ->
		skip;			/* find_get_page */
		fault(0)
	fi;
	d_step { written = false; wake() }
end:	false
}
