//! A stream of records, one answer each, in order: what an engine that starts workers of its own needs.
//!
//! A thread reads the records and looks at each by itself; all threads of the pool align; the calling
//! thread writes. An answer is written and flushed as soon as it and all before it are ready, so that a
//! caller may wait for each. At most a batch of records is between reading and writing, which bounds
//! the memory: a batch of the longest records and their answers, and a hash of each id that was seen.
//!
//! Nothing is learnt of one record for another: an answer depends on its record alone, whatever
//! stands before and after it, but for an id that stood before.
//!
//! A record that is bad, whose documents are bad, or on which the program itself fails gets an
//! [`ErrorAnswer`], and the stream goes on. Blank lines are no records.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::bitext::TranslationUnit;
use crate::error::{Error, Result};
use crate::io::Output;
use crate::io::records::{AlignedAnswer, ArticleRecord, CodedError, ErrorAnswer, ErrorCode};

use super::article::{ArticleJob, caught};
use super::inputs::{PairInput, RecordPairs};
use super::record::AlignedRecord;

/// Records between reading and writing, a thread, unless the caller says otherwise.
const IN_FLIGHT: usize = 4;

/// Longest record in bytes, unless the caller says otherwise.
const LONGEST: usize = 32 << 20;

/// How a stream of records is answered.
pub struct Worker<'a> {
    /// How each article is done.
    pub articles: &'a ArticleJob,
    /// Records between reading and writing at a time; by default a few a thread.
    pub batch: Option<NonZeroUsize>,
    /// Longest record in bytes, without the line's end.
    pub longest: usize,
}

/// What came of a record.
#[derive(Debug)]
pub struct Answer {
    /// The record's line in the stream, from 1.
    pub line: u64,
    /// Its id, if it is known.
    pub id: Option<String>,
    /// What is wrong with it.
    pub error: Option<CodedError>,
    /// What the user should be told about its making.
    pub notes: Vec<String>,
    text: String,
}

/// What the writing thread hears of.
enum Event {
    /// A record that can be done, and where its answer goes.
    Record(Place, Box<PairInput>, Sender<Event>),
    /// An answer.
    Done(u64, Result<Answer>),
    /// The end after so many records, or an error of the disk.
    End(u64, Result<()>),
}

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Number of the record, from 0.
    number: u64,
    /// Its line in the stream, from 1.
    line: u64,
}

impl<'a> Worker<'a> {
    /// A worker that does articles so, with records of up to 32 MiB.
    pub fn new(articles: &'a ArticleJob) -> Self {
        Worker {
            articles,
            batch: None,
            longest: LONGEST,
        }
    }

    /// Answers all records of `input` on `output`, and returns how many there were. `each` is called for
    /// every answer, in order, when it is written.
    ///
    /// ```
    /// use alinea::corpus::{ArticleJob, ArticleSettings, Pipeline, Worker};
    /// use alinea::io::{Destination, Output};
    /// let job = ArticleJob::new(Pipeline::default(), ArticleSettings::default());
    /// let records = "{\"id\": \"a\", \"source_text\": \"Il pleut.\", \"target_text\": \"It rains.\"}\n\n{}\n";
    /// let mut output = Output::create(Destination::Stream(Box::new(std::io::sink())))?;
    /// let mut failed = Vec::new();
    /// let count = Worker::new(&job).run(records.as_bytes(), &mut output, |answer| {
    ///     failed.push(answer.error.is_some());
    /// })?;
    /// assert_eq!((count, failed), (2, vec![false, true]));
    /// # Ok::<(), alinea::Error>(())
    /// ```
    ///
    /// # Errors
    /// Input that cannot be read, after all before it is answered; an output that cannot be written. The
    /// thread that reads then ends with the next line or the end of `input`.
    pub fn run(
        &self,
        input: impl Read + Send + 'static,
        output: &mut Output,
        mut each: impl FnMut(&Answer),
    ) -> Result<u64> {
        let (events, inbox) = channel();
        let (free, written) = channel();
        let few = IN_FLIGHT * rayon::current_num_threads();
        let batch = self.batch.map_or(few, NonZeroUsize::get);
        let reader = Reader {
            input: BufReader::with_capacity(1 << 16, input),
            longest: self.longest,
            buffer: Vec::new(),
            line: 0,
            records: RecordPairs::default(),
        };
        std::thread::spawn(move || reader.run(batch, &written, &events));
        let mut order = Order::default();
        rayon::in_place_scope_fifo(|scope| {
            for event in &inbox {
                match event {
                    Event::Record(place, pair, events) => {
                        scope.spawn_fifo(move |_| {
                            let answer = self.answer(place.line, &pair);
                            let _ = events.send(Event::Done(place.number, answer));
                        });
                    }
                    Event::Done(number, answer) => order.put(number, answer?),
                    Event::End(count, read) => order.end = Some((count, read)),
                }
                order.write(output, &free, &mut each)?;
                if let Some(end) = order.ended() {
                    return end;
                }
            }
            // The channel has senders until the end is told.
            let said = "alinea itself failed while reading the records; please report it";
            Err(Error::format(said))
        })
    }

    fn answer(&self, line: u64, pair: &PairInput) -> Result<Answer> {
        let mut notes = Vec::new();
        let text = caught(|| {
            let unreadable = |e: Error| ErrorCode::Unreadable.with(e);
            for side in [&pair.source, &pair.target] {
                side.is_at_rest().map_err(unreadable)?;
            }
            let loaded = [
                pair.source.load().map_err(unreadable)?,
                pair.target.load().map_err(unreadable)?,
            ];
            let ran = self.articles.run(pair, &loaded, None);
            notes = ran.notes;
            let written = answer_of(&ran.aligned?, &notes);
            written.map_err(|e| ErrorCode::Internal.with(e))
        });
        match text {
            Ok(text) => Ok(Answer {
                line,
                id: Some(pair.id.clone()),
                error: None,
                notes,
                text,
            }),
            Err(error) => failed(line, Some(pair.id.clone()), error),
        }
    }
}

fn failed(line: u64, id: Option<String>, error: CodedError) -> Result<Answer> {
    let written = ErrorAnswer {
        id: id.as_deref(),
        line,
        error: &error,
    };
    Ok(Answer {
        line,
        text: written.line()?,
        id,
        error: Some(error),
        notes: Vec::new(),
    })
}

/// The line of an aligned article.
fn answer_of(aligned: &AlignedRecord, notes: &[String]) -> Result<String> {
    let mut kept: Vec<TranslationUnit> = Vec::new();
    let mut dropped = Vec::new();
    for (unit, judged) in aligned.units(true) {
        match &judged.dropped {
            Some(why) => dropped.push((unit, why.shown())),
            None => kept.push(unit),
        }
    }
    AlignedAnswer {
        article: &aligned.article,
        segments: [aligned.source_segments, aligned.target_segments],
        notes,
        kept: &kept,
        dropped: &dropped,
    }
    .line()
}

/// Answers that wait for those before them.
#[derive(Default)]
struct Order {
    waiting: BTreeMap<u64, Answer>,
    /// Number of the next that is written.
    next: u64,
    /// How many there are, and whether reading went well.
    end: Option<(u64, Result<()>)>,
}

impl Order {
    fn put(&mut self, number: u64, answer: Answer) {
        self.waiting.insert(number, answer);
    }

    /// Writes what is ready, and lets as many records in.
    fn write(
        &mut self,
        output: &mut Output,
        free: &Sender<()>,
        each: &mut impl FnMut(&Answer),
    ) -> Result<()> {
        let before = self.next;
        while let Some(answer) = self.waiting.remove(&self.next) {
            output.put(&answer.text)?;
            each(&answer);
            self.next += 1;
            // The reader is gone after the end.
            let _ = free.send(());
        }
        if self.next > before {
            output.flush().map_err(|e| Error::io("write", &e))?;
        }
        Ok(())
    }

    fn ended(&mut self) -> Option<Result<u64>> {
        let (count, _) = self.end.as_ref()?;
        if *count > self.next {
            return None;
        }
        let (count, read) = self.end.take()?;
        Some(read.map(|()| count))
    }
}

/// Reads records and looks at each by itself.
struct Reader<R> {
    input: BufReader<R>,
    longest: usize,
    buffer: Vec<u8>,
    line: u64,
    records: RecordPairs,
}

/// A line that was read.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    /// It is in the buffer, without its end.
    Whole,
    /// It has more bytes than it may have, and so many.
    TooLong(u64),
    /// There is none.
    End,
}

impl<R: Read> Reader<R> {
    /// Hands over a batch of records, and one more for each that was written.
    fn run(mut self, batch: usize, written: &Receiver<()>, events: &Sender<Event>) {
        let (mut number, mut free) = (0, batch);
        loop {
            free += written.try_iter().count();
            if free == 0 {
                if written.recv().is_err() {
                    return;
                }
                free = 1;
            }
            free -= 1;
            let event = match self.next() {
                Ok(Some(Ok(pair))) => {
                    let line = self.line;
                    Event::Record(Place { number, line }, Box::new(pair), events.clone())
                }
                Ok(Some(Err((id, error)))) => Event::Done(number, failed(self.line, id, error)),
                Ok(None) => {
                    let _ = events.send(Event::End(number, Ok(())));
                    return;
                }
                Err(error) => {
                    let error = Error::io("read standard input", &error);
                    let _ = events.send(Event::End(number, Err(error)));
                    return;
                }
            };
            number += 1;
            if events.send(event).is_err() {
                return;
            }
        }
    }

    /// The next record; blank lines are passed over.
    #[expect(
        clippy::type_complexity,
        reason = "an id may be known of a record that is bad"
    )]
    fn next(
        &mut self,
    ) -> io::Result<Option<std::result::Result<PairInput, (Option<String>, CodedError)>>> {
        loop {
            self.line += 1;
            match read_line(&mut self.input, self.longest, &mut self.buffer)? {
                Line::End => return Ok(None),
                Line::TooLong(bytes) => {
                    return Ok(Some(Err((None, too_large(self.longest, bytes)))));
                }
                Line::Whole => {}
            }
            let mut line = self.buffer.as_slice();
            if self.line == 1 {
                line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            let object = match ArticleRecord::object(line) {
                Ok(object) => object,
                Err(error) => return Ok(Some(Err((None, error)))),
            };
            let id = ArticleRecord::id_of(&object);
            let record = ArticleRecord::from_object(object);
            let pair = record.and_then(|record| self.records.pair(record));
            return Ok(Some(pair.map_err(|error| (id, error))));
        }
    }
}

fn too_large(longest: usize, bytes: u64) -> CodedError {
    ErrorCode::TooLarge.with(
        Error::format(format!("expected a record of at most {longest} bytes"))
            .found(format!("{bytes} bytes"))
            .help("raise --max-record, or name files in place of texts"),
    )
}

/// Reads a line, of which at most `longest` bytes are held.
fn read_line(input: &mut impl BufRead, longest: usize, line: &mut Vec<u8>) -> io::Result<Line> {
    line.clear();
    let mut count = 0_u64;
    loop {
        let read = match input.fill_buf() {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = read.iter().position(|&byte| byte == b'\n');
        let piece = &read[..end.unwrap_or(read.len())];
        count += piece.len() as u64;
        if count <= longest as u64 {
            line.extend_from_slice(piece);
        } else {
            // The buffer of one long line is not kept for all after it.
            *line = Vec::new();
        }
        let (empty, taken) = (read.is_empty(), piece.len() + usize::from(end.is_some()));
        input.consume(taken);
        if empty && count == 0 {
            return Ok(Line::End);
        }
        if empty || end.is_some() {
            break;
        }
    }
    Ok(if count > longest as u64 {
        Line::TooLong(count)
    } else {
        Line::Whole
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_the_longest_line_is_held() {
        let mut input = BufReader::with_capacity(4, &b"abcdef\nghijklmno\n\npq"[..]);
        let mut line = Vec::new();
        let mut next = |line: &mut Vec<u8>| read_line(&mut input, 6, line).expect("reads");
        assert_eq!(
            (next(&mut line), line.as_slice()),
            (Line::Whole, &b"abcdef"[..])
        );
        assert_eq!(next(&mut line), Line::TooLong(9));
        assert!(line.capacity() <= 6);
        assert_eq!((next(&mut line), line.len()), (Line::Whole, 0));
        assert_eq!(
            (next(&mut line), line.as_slice()),
            (Line::Whole, &b"pq"[..])
        );
        assert_eq!(next(&mut line), Line::End);
    }

    #[test]
    fn answers_wait_for_those_before_them() {
        let mut order = Order::default();
        let (free, permits) = channel();
        let mut output =
            Output::create(crate::io::Destination::Stream(Box::new(io::sink()))).expect("opens");
        let mut lines = Vec::new();
        for line in [3, 1, 2] {
            let error = too_large(1, 2);
            order.put(line - 1, failed(line, None, error).expect("writes"));
            let mut each = |answer: &Answer| lines.push(answer.line);
            order.write(&mut output, &free, &mut each).expect("writes");
        }
        assert_eq!(lines, [1, 2, 3]);
        assert_eq!(permits.try_iter().count(), 3);
        order.end = Some((3, Ok(())));
        assert_eq!(order.ended(), Some(Ok(3)));
    }

    #[test]
    fn what_cannot_be_read_is_an_error_after_the_answers_before_it() {
        struct Broken(u8);
        impl Read for Broken {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 += 1;
                if self.0 > 1 {
                    return Err(io::Error::other("the disk is gone"));
                }
                buffer[..3].copy_from_slice(b"{}\n");
                Ok(3)
            }
        }
        let job = ArticleJob::new(Default::default(), Default::default());
        let mut output =
            Output::create(crate::io::Destination::Stream(Box::new(io::sink()))).expect("opens");
        let mut codes = Vec::new();
        let done = Worker::new(&job).run(Broken(0), &mut output, |answer| {
            codes.push(answer.error.as_ref().map(|e| e.code));
        });
        let error = done.expect_err("is broken").to_string();
        assert!(
            error.contains("cannot read standard input: the disk is gone"),
            "{error}"
        );
        assert_eq!(codes, [Some(ErrorCode::MissingField)]);
    }
}
