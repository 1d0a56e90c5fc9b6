//! The macro that makes one type of the table of codes: the type, its names and the keys of its words.

macro_rules! codes {
    ($($variant:ident $name:literal $key:literal,)*) => {
        /// What happened, as a record and the window know it. A code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $name] $variant,)* }

        impl Code {
            /// The key of its sentence in the window's languages.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }
        }

        impl Vocabulary for Code {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];

            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

pub(super) use codes;
