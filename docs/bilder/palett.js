/* A picture with at most 256 colours: one after the other that most of the picture is farthest from, so that neither
   large areas nor a line of small text turn into something else. */
async source => {
  const bitmap = await createImageBitmap(await (await fetch(source)).blob());
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const each of pixels) counts.set(each, (counts.get(each) ?? 0) + 1);
  const colours = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || a - b);
  const parts = colours.map(each => [each & 255, (each >> 8) & 255, (each >> 16) & 255]);
  const weight = colours.map(each => Math.sqrt(counts.get(each)));
  const far = new Float64Array(colours.length).fill(Infinity);
  const nearest = new Uint8Array(colours.length);
  const palette = [];
  for (let next = 0; palette.length < Math.min(256, colours.length); ) {
    const [r, g, b] = parts[next];
    palette.push(parts[next]);
    let most = -1;
    parts.forEach(([x, y, z], at) => {
      const distance = (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
      if (distance < far[at]) [far[at], nearest[at]] = [distance, palette.length - 1];
      if (far[at] * weight[at] > most) [most, next] = [far[at] * weight[at], at];
    });
    if (most === 0) break;
  }
  const index = new Map(colours.map((colour, at) => [colour, nearest[at]]));
  const rows = Uint8Array.from(pixels, colour => index.get(colour));
  let text = "";
  for (let at = 0; at < rows.length; at += 32768) text += String.fromCharCode(...rows.subarray(at, at + 32768));
  return { width, height, palette: palette.flat(), rows: btoa(text) };
}
