// A list of which only what is seen is in the document, however long it is. Rows have any height: it is
// guessed until a row has been drawn. It scrolls with the page.
const BEYOND = 600; // pixels drawn above and below what is seen

class VirtualList {
  /** `rows.length` rows, drawn by `draw(at)`; `guess(at)` is a row's height in pixels before it is drawn. */
  constructor(holder, { length, draw, guess }) {
    Object.assign(this, { holder, length, draw, guess, drawn: new Map(), current: -1 });
    this.heights = Float64Array.from({ length }, (_, at) => guess(at));
    this.tops = new Float64Array(length + 1);
    this.place(0);
    this.update = () => this.refresh();
    this.resized = () => this.forget();
    addEventListener('scroll', this.update, { passive: true });
    addEventListener('resize', this.resized);
    this.refresh();
  }

  end() {
    removeEventListener('scroll', this.update);
    removeEventListener('resize', this.resized);
  }

  /** The tops of all rows from `from` on. */
  place(from) {
    const { tops, heights } = this;
    for (let at = from; at < this.length; at++) tops[at + 1] = tops[at] + heights[at];
    this.holder.style.height = `${tops[this.length]}px`;
  }

  /** The row at a height. */
  at(height) {
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= height) low = middle; else high = middle - 1;
    }
    return low;
  }

  refresh() {
    if (!this.length || !this.holder.isConnected) return;
    // Drawing tells true heights, which move what comes after: once more is enough but for a jump.
    for (let round = 0; round < 4 && this.round(); round++);
  }

  /** Draws what is seen; whether heights changed. */
  round() {
    const above = -this.holder.getBoundingClientRect().top;
    const first = this.at(Math.max(0, above - BEYOND));
    const last = this.at(Math.max(0, above + innerHeight + BEYOND));
    const anchor = this.at(Math.max(0, above));
    for (const [at, row] of this.drawn) {
      if ((at < first || at > last) && at !== this.current) { row.remove(); this.drawn.delete(at); }
    }
    for (let at = first; at <= last; at++) this.put(at);
    return this.measure(anchor, above > 0);
  }

  put(at) {
    if (this.drawn.has(at)) return;
    const row = this.draw(at);
    row.classList.add('row');
    row.setAttribute('aria-setsize', this.length);
    row.setAttribute('aria-posinset', at + 1);
    row.style.transform = `translateY(${this.tops[at]}px)`;
    this.drawn.set(at, row);
    // In the order of the list, for those who read the document and not the screen.
    let after = null;
    for (const [other, drawn] of this.drawn) {
      if (other > at && (after === null || other < after[0])) after = [other, drawn];
    }
    this.holder.insertBefore(row, after && after[1]);
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
    if (within && Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: 'instant' });
    return true;
  }

  /** All heights are guesses again, as when the window has another width. */
  forget() {
    for (let at = 0; at < this.length; at++) this.heights[at] = this.guess(at);
    this.place(0);
    this.redraw();
  }

  /** Draws again what is drawn. */
  redraw() {
    const focused = this.drawn.get(this.current)?.contains(document.activeElement);
    for (const row of this.drawn.values()) row.remove();
    this.drawn.clear();
    if (this.current >= 0) this.put(this.current);
    this.refresh();
    if (focused) this.drawn.get(this.current)?.focus({ preventScroll: true });
  }

  /** Scrolls to a row and gives it the focus. */
  choose(at, focus = true) {
    const last = this.current;
    this.current = at;
    for (const row of [last, at]) {
      if (this.drawn.has(row)) { this.drawn.get(row).remove(); this.drawn.delete(row); }
    }
    const head = 0.25 * innerHeight;
    for (let round = 0; round < 3; round++) {
      const top = this.holder.getBoundingClientRect().top + this.tops[at];
      const outside = top < 120 || top + this.heights[at] > innerHeight - 40;
      if (outside) scrollBy({ top: top - head, behavior: 'instant' });
      this.put(at);
      this.refresh();
    }
    if (focus) this.drawn.get(at)?.focus({ preventScroll: true });
  }

  /** All rows in the document, for printing. */
  all(most) {
    this.end();
    this.holder.classList.add('flat');
    for (let at = 0; at < Math.min(most, this.length); at++) {
      if (!this.drawn.has(at)) {
        const row = this.draw(at);
        this.drawn.set(at, row);
      }
    }
    this.holder.replaceChildren(...[...this.drawn].sort((a, b) => a[0] - b[0]).map(([, row]) => row));
  }
}
