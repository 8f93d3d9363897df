// A list of which only what is seen is in the document, so that 50,000 rows scroll like 50. Rows have any
// height: it is guessed until a row has been drawn, and measured from then on. The report and the editor
// share it.
const BEYOND = 600; // pixels drawn above and below what is seen

class VirtualList {
  /**
   * `length` rows in `holder`, drawn by `draw(at)`; `guess(at)` is a row's height in pixels before it is drawn.
   * It scrolls within `scroller`, or with the page.
   */
  constructor(holder, { length = 0, draw, guess, scroller = null }) {
    Object.assign(this, { holder, draw, guess, scroller, drawn: new Map(), current: -1, wide: innerWidth });
    this.update = () => this.refresh();
    this.resized = () => this.measureAnew();
    this.sizes = new ResizeObserver(this.update);
    (scroller ?? window).addEventListener('scroll', this.update, { passive: true });
    addEventListener('resize', this.resized);
    if (scroller) this.sizes.observe(scroller);
    this.reset(length);
  }

  /** The list is replaced by another. */
  end() {
    (this.scroller ?? window).removeEventListener('scroll', this.update);
    removeEventListener('resize', this.resized);
    this.sizes.disconnect();
  }

  get length() {
    return this.heights.length;
  }

  /** Other rows, none of them chosen. */
  reset(length) {
    this.current = -1;
    this.heights = Array.from({ length }, (_, at) => this.guess(at));
    this.forget(0);
    this.refresh();
  }

  /** Rows from `at` on were replaced; those after them have other numbers. */
  splice(at, removed, added) {
    const kept = this.heights.slice(at, at + Math.min(removed, added));
    const fresh = Array.from({ length: Math.max(0, added - removed) }, (_, more) => this.guess(at + removed + more));
    this.heights = this.heights.slice(0, at).concat(kept, fresh, this.heights.slice(at + removed));
    this.forget(at);
    this.refresh();
  }

  /** Takes all rows out; heights from `from` on are others. */
  forget(from) {
    for (const at of this.drawn.keys()) this.drop(at);
    this.place(from);
  }

  drop(at) {
    const row = this.drawn.get(at);
    this.sizes.unobserve(row);
    row.remove();
    this.drawn.delete(at);
  }

  /** The tops of all rows from `from` on. */
  place(from) {
    const { heights } = this;
    if (this.tops?.length !== heights.length + 1) {
      this.tops = new Float64Array(heights.length + 1);
      from = 0;
    }
    for (let at = from; at < heights.length; at++) this.tops[at + 1] = this.tops[at] + heights[at];
    this.holder.style.height = `${this.tops[heights.length]}px`;
  }

  /** The row at a height. */
  at(height) {
    let [low, high] = [0, this.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= height) low = middle; else high = middle - 1;
    }
    return low;
  }

  /** How much of the list is above what is seen, and how much can be seen, in pixels. */
  seen() {
    const edge = this.scroller ? this.scroller.getBoundingClientRect().top + this.scroller.clientTop : 0;
    return { above: edge - this.holder.getBoundingClientRect().top, tall: this.scroller?.clientHeight ?? innerHeight };
  }

  scroll(by) {
    (this.scroller ?? window).scrollBy({ top: by, behavior: 'instant' });
  }

  row(at) {
    return this.drawn.get(at);
  }

  refresh() {
    if (this.busy || this.flat || !this.length || !this.holder.isConnected) return;
    this.busy = true;
    // Drawing tells true heights, which move what comes after: once more is enough but for a jump.
    for (let round = 0; round < 4 && this.round(); round++);
    this.busy = false;
  }

  /** Draws what is seen; whether heights changed. */
  round() {
    const { above, tall } = this.seen();
    const first = this.at(Math.max(0, above - BEYOND));
    const last = this.at(Math.max(0, above + tall + BEYOND));
    const anchor = this.at(Math.max(0, above));
    for (const at of this.drawn.keys()) if ((at < first || at > last) && !this.kept(at)) this.drop(at);
    for (let at = first; at <= last; at++) if (!this.drawn.has(at)) this.made(at);
    this.order();
    return this.measure(anchor, above > 0);
  }

  /** A row that somebody is at stays, wherever it is. */
  kept(at) {
    const row = this.drawn.get(at);
    return at === this.current || row.contains(document.activeElement) || row.querySelector('form');
  }

  made(at) {
    const row = this.draw(at);
    row.classList.add('row');
    row.setAttribute('role', 'listitem');
    row.setAttribute('aria-setsize', this.length);
    row.setAttribute('aria-posinset', at + 1);
    row.style.transform = `translateY(${this.tops[at]}px)`;
    this.drawn.set(at, row);
    this.sizes.observe(row);
    return row;
  }

  /** Rows stand in the order of the list, for those who read the document and not the screen. */
  order() {
    let next = this.holder.firstElementChild;
    for (const at of [...this.drawn.keys()].sort((a, b) => a - b)) {
      const row = this.drawn.get(at);
      if (row === next) next = next.nextElementSibling; else this.holder.insertBefore(row, next);
    }
  }

  measure(anchor, within) {
    const before = this.tops[anchor];
    let changed = this.length;
    for (const [at, row] of this.drawn) {
      const height = row.offsetHeight;
      if (height && Math.abs(height - this.heights[at]) > 0.5) {
        this.heights[at] = height;
        changed = Math.min(changed, at);
      }
    }
    if (changed === this.length) return false;
    this.place(changed);
    for (const [at, row] of this.drawn) row.style.transform = `translateY(${this.tops[at]}px)`;
    // What is seen stays where it is when rows above it turn out taller.
    const moved = this.tops[anchor] - before;
    if (within && Math.abs(moved) >= 1) this.scroll(moved);
    return true;
  }

  /** In another width rows that are not drawn have other heights. What is written in a row stays. */
  measureAnew() {
    if (innerWidth !== this.wide) {
      this.wide = innerWidth;
      for (let at = 0; at < this.length; at++) if (!this.drawn.has(at)) this.heights[at] = this.guess(at);
      this.place(0);
      for (const [at, row] of this.drawn) row.style.transform = `translateY(${this.tops[at]}px)`;
    }
    this.refresh();
  }

  /** Draws again what is drawn. */
  redraw() {
    const focused = [...this.drawn].find(([, row]) => row.contains(document.activeElement))?.[0];
    this.forget(this.length);
    if (this.current >= 0) this.made(this.current);
    this.refresh();
    if (focused !== undefined) this.drawn.get(focused)?.focus({ preventScroll: true });
  }

  /** Draws one row again, if it is drawn. */
  renew(at) {
    if (!this.drawn.has(at)) return;
    this.drop(at);
    this.made(at);
    this.order();
    this.refresh();
  }

  /** Brings a row into view: nearly at the top, or where it is if that is in view. */
  show(at) {
    for (let round = 0; round < 3; round++) {
      const { above, tall } = this.seen();
      const [start, end] = [this.tops[at], this.tops[at + 1]];
      if (start >= above && (end <= above + tall || start < above + tall / 3)) break;
      this.scroll(start - tall / 5 - above);
      this.refresh();
    }
  }

  /** Makes a row the current one, scrolls to it and gives it the focus. */
  choose(at, focus = true) {
    const last = this.current;
    this.current = at;
    this.renew(last);
    this.show(at);
    if (this.drawn.has(at)) this.renew(at);
    else { this.made(at); this.refresh(); }
    if (focus) this.drawn.get(at)?.focus({ preventScroll: true });
  }

  /** The first `most` rows are in the document, one after the other, for printing; how many are not. */
  unfold(most) {
    this.flat = true;
    this.holder.classList.add('flat');
    for (let at = 0; at < Math.min(most, this.length); at++) if (!this.drawn.has(at)) this.made(at);
    this.order();
    return Math.max(0, this.length - most);
  }

  /** Only what is seen is in the document again. */
  fold() {
    this.flat = false;
    this.holder.classList.remove('flat');
    this.refresh();
  }
}
