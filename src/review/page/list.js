// A list of which only the rows in view are in the page, so that 50,000 rows scroll like 50. Rows have
// heights of their own: guessed until they were seen, measured afterwards.
const GUESS = 96;
const BEYOND = 6;

export class VirtualList {
  /** `make` gives the row of a number. */
  constructor(scroller, list, make) {
    Object.assign(this, { scroller, list, make, rows: new Map(), heights: [], offsets: null });
    scroller.addEventListener('scroll', () => this.draw(), { passive: true });
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(scroller);
  }

  reset(count) {
    this.heights = new Array(count).fill(GUESS);
    this.forget();
  }

  /** Rows from `at` on were replaced; those after them have other numbers. */
  splice(at, removed, added) {
    const kept = this.heights.slice(at, at + Math.min(removed, added));
    const fresh = new Array(Math.max(0, added - removed)).fill(GUESS);
    this.heights.splice(at, removed, ...kept, ...fresh);
    this.forget();
  }

  /** All rows are made anew. */
  forget() {
    for (const row of this.rows.values()) this.drop(row);
    this.rows.clear();
    this.offsets = null;
    this.draw();
  }

  /** One row is made anew. */
  renew(at) {
    const old = this.rows.get(at);
    if (!old) return;
    const row = this.fresh(at);
    this.sizes.unobserve(old);
    old.replaceWith(row);
    this.draw();
  }

  row(at) {
    return this.rows.get(at);
  }

  /** Brings a row into view: nearly at the top, or where it is if that is in view. */
  show(at) {
    for (let turn = 0; turn < 3; turn += 1) {
      this.place();
      const { scrollTop: top, clientHeight: height } = this.scroller;
      const [start, end] = [this.offsets[at], this.offsets[at + 1]];
      if (start >= top && (end <= top + height || start < top + height / 3)) break;
      this.scroller.scrollTop = Math.max(0, start - height / 5);
      this.draw();
    }
  }

  place() {
    if (this.offsets) return;
    const offsets = new Float64Array(this.heights.length + 1);
    this.heights.forEach((height, at) => { offsets[at + 1] = offsets[at] + height; });
    this.offsets = offsets;
    this.list.style.height = `${offsets[offsets.length - 1]}px`;
  }

  /** The number of the row at a height. */
  at(height) {
    let [low, high] = [0, this.heights.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.offsets[middle + 1] <= height) low = middle + 1; else high = middle;
    }
    return low;
  }

  draw() {
    if (this.drawing) return;
    this.drawing = true;
    // What is measured may bring other rows into view; it settles in a turn or two.
    for (let turn = 0; turn < 4; turn += 1) {
      this.place();
      this.fill();
      if (!this.measure()) break;
    }
    for (const [at, row] of this.rows) row.style.transform = `translateY(${this.offsets[at]}px)`;
    this.drawing = false;
  }

  /** Has the rows in view in the page, in their order, and no others but one that has the focus. */
  fill() {
    const count = this.heights.length;
    const top = this.scroller.scrollTop;
    const first = Math.max(0, this.at(top) - BEYOND);
    const last = Math.min(count, this.at(top + this.scroller.clientHeight) + 1 + BEYOND);
    for (const [at, row] of this.rows) {
      const busy = row.contains(document.activeElement) || row.querySelector('form');
      if ((at < first || at >= last) && !busy) {
        this.drop(row);
        this.rows.delete(at);
      }
    }
    for (let at = first; at < last; at += 1) if (!this.rows.has(at)) this.fresh(at);
    const order = [...this.rows.keys()].sort((a, b) => a - b);
    let cursor = this.list.firstElementChild;
    for (const at of order) {
      const row = this.rows.get(at);
      if (row === cursor) cursor = cursor.nextElementSibling;
      else this.list.insertBefore(row, cursor);
    }
  }

  /** Whether a height was another than thought; what is in view stays where it is. */
  measure() {
    const top = this.scroller.scrollTop;
    const anchor = this.at(top);
    let [changed, above] = [false, 0];
    for (const [at, row] of this.rows) {
      const height = row.offsetHeight;
      if (!height || Math.abs(height - this.heights[at]) < 0.5) continue;
      if (at < anchor) above += height - this.heights[at];
      this.heights[at] = height;
      changed = true;
    }
    if (changed) {
      this.offsets = null;
      this.place();
      if (above) this.scroller.scrollTop = top + above;
    }
    return changed;
  }

  fresh(at) {
    const row = this.make(at);
    row.setAttribute('role', 'listitem');
    row.setAttribute('aria-setsize', this.heights.length);
    row.setAttribute('aria-posinset', at + 1);
    this.rows.set(at, row);
    this.sizes.observe(row);
    return row;
  }

  drop(row) {
    this.sizes.unobserve(row);
    row.remove();
  }
}
