//! Watches the quotation marks of CSV and TSV on their way to the `csv` crate, which takes what it can
//! get: a quotation that is never closed is the rest of the file to it, and text behind a closing mark
//! is joined to the text before it.
//!
//! A state machine over the bytes, with the same states as the crate's; linear, and nothing is held
//! back. A fault is remembered with the place of its byte until the row that it is in has been read.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use crate::error::{Error, Result};

/// What a byte is part of.
#[derive(Clone, Copy)]
enum State {
    /// Nothing yet: a cell begins.
    Start,
    /// A cell without quotation marks around it, in which they are text.
    Plain,
    Quoted,
    /// Behind a quotation mark in a quoted cell: its end, or the first of two that are text.
    Closed,
}

enum Fault {
    /// The quotation goes on to the end of the file.
    Open,
    /// Text behind the quotation, on this line.
    Behind(usize),
}

/// A fault's byte, the line where the quotation opens, and the fault.
type Found = (u64, usize, Fault);

/// A reader that hands its bytes on and looks at them.
pub(super) struct Quotes {
    input: Box<dyn BufRead + Send>,
    delimiter: u8,
    state: State,
    /// Bytes handed on.
    byte: u64,
    /// Line of the next byte, from 1.
    line: usize,
    /// Byte and line of the mark that opened the last quotation.
    opened: (u64, usize),
    found: VecDeque<Found>,
}

impl Quotes {
    pub fn new(input: Box<dyn BufRead + Send>, delimiter: u8) -> Self {
        Quotes {
            input,
            delimiter,
            state: State::Start,
            byte: 0,
            line: 1,
            opened: (0, 1),
            found: VecDeque::new(),
        }
    }

    /// Passes over the bytes that change no state, which are nearly all; what is left begins with one
    /// that may.
    fn pass<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let delimiter = self.delimiter;
        let stop = match self.state {
            State::Plain => bytes
                .iter()
                .position(|&byte| byte == delimiter || byte == b'\n' || byte == b'\r'),
            State::Quoted => bytes.iter().position(|&byte| byte == b'"'),
            State::Start | State::Closed => Some(0),
        };
        let (passed, rest) = bytes.split_at(stop.unwrap_or(bytes.len()));
        // Only a quotation has line ends in it.
        if matches!(self.state, State::Quoted) {
            self.line += passed.iter().filter(|&&byte| byte == b'\n').count();
        }
        self.byte += passed.len() as u64;
        rest
    }

    fn look(&mut self, byte: u8) {
        let ends = byte == self.delimiter || matches!(byte, b'\n' | b'\r');
        self.state = match (self.state, byte) {
            (State::Start, b'"') => {
                self.opened = (self.byte, self.line);
                State::Quoted
            }
            (State::Quoted, b'"') => State::Closed,
            (State::Quoted, _) | (State::Closed, b'"') => State::Quoted,
            (_, _) if ends => State::Start,
            (State::Closed, _) => {
                let fault = Fault::Behind(self.line);
                self.found.push_back((self.byte, self.opened.1, fault));
                State::Plain
            }
            (State::Start | State::Plain, _) => State::Plain,
        };
        self.byte += 1;
        self.line += usize::from(byte == b'\n');
    }

    /// What is wrong with the bytes before `end`, where a row has been read to.
    ///
    /// # Errors
    /// The first fault; those of bytes before `end` are then forgotten.
    pub fn check(&mut self, end: u64) -> Result<()> {
        let mut first = None;
        while self.found.front().is_some_and(|(byte, ..)| *byte < end) {
            first = first.or(self.found.pop_front());
        }
        match first {
            None => Ok(()),
            Some((_, line, Fault::Open)) => Err(Error::format("expected a closing quotation mark")
                .found("the end of the file")
                .line(line)
                .help("close the quotation that opens here, or write \"\" for a mark that is text, in a cell in quotation marks")),
            Some((_, opened, Fault::Behind(line))) => {
                let expected = "expected the end of the cell behind a closing quotation mark";
                let found = match opened == line {
                    true => "text".to_owned(),
                    false => format!("text, and the quotation opens in line {opened}"),
                };
                Err(Error::format(expected).found(found).line(line).help(
                    "write \"\" for a mark that is text, in a cell in quotation marks",
                ))
            }
        }
    }
}

impl Read for Quotes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let mut rest = &buffer[..count];
        while let Some((&byte, behind)) = self.pass(rest).split_first() {
            self.look(byte);
            rest = behind;
        }
        if count == 0 && !buffer.is_empty() && matches!(self.state, State::Quoted) {
            let (byte, line) = self.opened;
            self.found.push_back((byte, line, Fault::Open));
            self.state = State::Start;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line and text of the first fault, seen in pieces of a few bytes.
    fn fault(text: &str) -> Option<(usize, String)> {
        let mut quotes = Quotes::new(
            Box::new(io::Cursor::new(text.to_owned().into_bytes())),
            b',',
        );
        let mut read = Vec::new();
        let mut piece = [0; 3];
        loop {
            match quotes.read(&mut piece).expect("reads") {
                0 => break,
                count => read.extend_from_slice(&piece[..count]),
            }
        }
        assert_eq!(read, text.as_bytes());
        let error = quotes.check(u64::MAX).err()?;
        Some((error.line_number()?, error.to_string()))
    }

    #[test]
    fn marks_in_their_place_are_no_fault() {
        for text in [
            "",
            "a,b\n",
            "\"a\",\"b\"\r\n\"\",\"\"\"\"\n",
            "\"a\n\"\"b\"\", c\",d",
            "5\" x,a \"b\" c\rd\"\r",
            "\"a\"",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn a_quotation_without_end_and_text_behind_one_have_their_line() {
        for (text, line) in [
            ("a,b\nc,\"d\ne,f\n", 2),
            ("\"a\"\"", 1),
            ("a\r\nb,\"c\" d\n", 2),
            ("a,\"b\nc,\"d\"\n", 2),
        ] {
            let (found, said) = fault(text).expect(text);
            assert_eq!(found, line, "{said}");
        }
        let (_, said) = fault("a,\"b\nc,\"d\"\n").expect("a fault");
        assert!(said.contains("opens in line 1"), "{said}");
    }

    #[test]
    fn a_fault_waits_for_its_row() {
        let text = "a\n\"b\" c\n";
        let mut quotes = Quotes::new(Box::new(io::Cursor::new(text)), b',');
        io::copy(&mut quotes, &mut io::sink()).expect("reads");
        assert!(quotes.check(2).is_ok());
        assert!(quotes.check(8).is_err());
        assert!(quotes.check(8).is_ok());
    }
}
