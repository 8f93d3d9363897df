use std::io::*;
fn main() {
    let t = alinea::train::Teacher::open(std::path::Path::new(&std::env::args().nth(1).unwrap()))
        .unwrap();
    let l: Vec<String> = stdin().lines().map(|l| l.unwrap()).collect();
    let s = std::time::Instant::now();
    let mut o = BufWriter::new(stdout());
    for x in &l {
        for v in t.embed(x) {
            o.write_all(&v.to_le_bytes()).unwrap();
        }
    }
    eprintln!("{} /s", l.len() as f32 / s.elapsed().as_secs_f32());
}
