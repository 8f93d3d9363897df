// The dot plot of an article: how alike its segments are, and the path of its beads.

/** Draws an article's beads on `canvas`; `threshold` is the score below which a bead is doubtful. */
function drawPlot(canvas, { beads, shades }, threshold) {
  const style = getComputedStyle(document.body);
  const colour = (name) => style.getPropertyValue(name).trim();
  const rows = Math.max(1, ...beads.map((bead) => bead.i[1]));
  const columns = Math.max(1, ...beads.map((bead) => bead.i[3]));
  const wide = canvas.clientWidth || 280;
  const tall = Math.round(Math.max(0.5, Math.min(1.5, rows / columns)) * wide);
  const scale = devicePixelRatio || 1;
  canvas.width = wide * scale;
  canvas.height = tall * scale;
  canvas.style.aspectRatio = `${wide} / ${tall}`;
  const pen = canvas.getContext('2d');
  pen.scale(scale, scale);
  const [x, y] = [wide / columns, tall / rows];
  pen.fillStyle = colour('--raised');
  pen.fillRect(0, 0, wide, tall);
  if (shades) {
    for (let at = 0; at < shades.length; at++) {
      const shade = shades.charCodeAt(at) - 48;
      if (!shade) continue;
      pen.fillStyle = `rgba(${colour('--heat')}, ${(0.06 * shade).toFixed(2)})`;
      pen.fillRect((at % columns) * x, Math.floor(at / columns) * y, x + 0.3, y + 0.3);
    }
  }
  for (const bead of beads) {
    const [s0, s1, t0, t1] = bead.i;
    const unsure = s0 === s1 || t0 === t1 || (bead.p !== undefined && bead.p < threshold);
    pen.strokeStyle = pen.fillStyle = colour(unsure ? '--bad' : '--accent');
    pen.lineWidth = Math.max(1, Math.min(2, x / 3));
    const [left, top] = [t0 * x, s0 * y];
    const [width, height] = [(t1 - t0) * x, (s1 - s0) * y];
    pen.globalAlpha = 0.25;
    pen.fillRect(left, top, width, height);
    pen.globalAlpha = 1;
    pen.beginPath();
    pen.moveTo(left, top);
    pen.lineTo(left + width, top + height);
    pen.stroke();
    if (bead.x) {
      pen.beginPath();
      pen.arc(left + width / 2, top + height / 2, 4, 0, 7);
      pen.stroke();
    }
  }
  pen.strokeStyle = colour('--line');
  pen.lineWidth = 1;
  pen.strokeRect(0.5, 0.5, wide - 1, tall - 1);
  return { rows, columns };
}

/** The bead nearest to where the plot was clicked: its place among `beads`. */
function beadAt(canvas, beads, event, { rows, columns }) {
  const box = canvas.getBoundingClientRect();
  const target = ((event.clientX - box.left) / box.width) * columns;
  const source = ((event.clientY - box.top) / box.height) * rows;
  const far = (low, high, at) => Math.max(low - at, 0, at - high);
  let [best, least] = [0, Infinity];
  beads.forEach(({ i: [s0, s1, t0, t1] }, at) => {
    const distance = far(s0, s1, source) / rows + far(t0, t1, target) / columns;
    if (distance < least) [best, least] = [at, distance];
  });
  return best;
}
