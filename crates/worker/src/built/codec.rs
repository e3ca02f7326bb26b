//! Values as bytes: those that a machine is made of, by how they are put together.
//!
//! Arrow: value <-> **bytes**. Both ends are of one build, so there is neither a version nor a check: bytes that nobody
//! has written are a mistake of ours.

/// Bytes that are read from the front.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl Bytes<'_> {
    fn array<const N: usize>(&mut self) -> [u8; N] {
        let (first, rest) = self.0.split_first_chunk().expect("a value is as long as it was written");
        self.0 = rest;
        *first
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> u8 {
        let [byte] = self.array();
        byte
    }
}

/// What can be written as bytes, and is read as it was written.
pub(super) trait Carried: Sized {
    /// Appends its bytes.
    fn write(&self, out: &mut Vec<u8>);

    /// Reads it from the front.
    ///
    /// # Panics
    /// If nobody has written one there.
    fn read(from: &mut Bytes<'_>) -> Self;
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Carried for $number {
            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn read(from: &mut Bytes<'_>) -> Self {
                Self::from_le_bytes(from.array())
            }
        }
    )*};
}

numbers! { u8 u16 u32 i32 }

impl Carried for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(from: &mut Bytes<'_>) -> Self {
        from.byte() != 0
    }
}

impl<T: Carried> Carried for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        u32::try_from(self.len()).expect("tables are limited").write(out);
        for part in self {
            part.write(out);
        }
    }

    fn read(from: &mut Bytes<'_>) -> Self {
        (0..u32::read(from)).map(|_| T::read(from)).collect()
    }
}

impl Carried for String {
    fn write(&self, out: &mut Vec<u8>) {
        u32::try_from(self.len()).expect("texts are limited").write(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn read(from: &mut Bytes<'_>) -> Self {
        Self::from_utf8(Vec::read(from)).expect("it was written as text")
    }
}

impl<T: Carried> Carried for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        if let Some(part) = self {
            part.write(out);
        }
    }

    fn read(from: &mut Bytes<'_>) -> Self {
        bool::read(from).then(|| T::read(from))
    }
}

impl<T: Carried> Carried for Box<T> {
    fn write(&self, out: &mut Vec<u8>) {
        T::write(self, out);
    }

    fn read(from: &mut Bytes<'_>) -> Self {
        Self::new(T::read(from))
    }
}

impl<A: Carried, B: Carried> Carried for (A, B) {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(from: &mut Bytes<'_>) -> Self {
        (A::read(from), B::read(from))
    }
}

/// Structs by their fields: `Mm { name, kind, pages }`.
macro_rules! records {
    ($($record:ident { $($field:tt),* })*) => {$(
        impl Carried for $record {
            fn write(&self, out: &mut Vec<u8>) {
                $(self.$field.write(out);)*
            }

            fn read(from: &mut Bytes<'_>) -> Self {
                Self { $($field: Carried::read(from)),* }
            }
        }
    )*};
}

/// Enums by a number for each variant: `Expr { 0 Const(n) 4 Not(of) }`, with a name for each part of a variant.
macro_rules! variants {
    ($($sum:ident {
        $($tag:literal $variant:ident $(($($part:ident),+))? $({ $($field:ident),+ })?)*
    })*) => {$(
        impl Carried for $sum {
            fn write(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant $(($($part),+))? $({ $($field),+ })? => {
                        out.push($tag);
                        $($($part.write(out);)+)?
                        $($($field.write(out);)+)?
                    })*
                }
            }

            fn read(from: &mut Bytes<'_>) -> Self {
                match from.byte() {
                    $($tag => {
                        $($(let $part = Carried::read(from);)+)?
                        $($(let $field = Carried::read(from);)+)?
                        Self::$variant $(($($part),+))? $({ $($field),+ })?
                    })*
                    tag => unreachable!("no variant is written as {tag}"),
                }
            }
        }
    )*};
}

pub(super) use {records, variants};
