//! Numbers between bounds, as regular expressions over their digits.

/// The most decimals of a number whose bounds have fewer.
const DECIMALS: u32 = 6;
/// So many significant digits can be told apart by readers that keep numbers in 64 bits.
const SIGNIFICANT_DIGITS: u32 = 15;
/// The most digits of a bound: those of the largest integer of 64 bits.
const LONGEST_BOUND: u32 = 20;
/// The most decimals of a bound. Fractions of so many fit in 128 bits.
const MOST_DECIMALS: u32 = 37;
/// The most multiples that are listed.
const MOST_MULTIPLES: i128 = 1000;

/// A decimal number, exact: a coefficient divided by a power of ten.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    coefficient: i128,
    scale: u32,
}

impl Decimal {
    /// Reads a number of JSON; nothing if it has too many digits.
    pub fn of(number: &serde_json::Number) -> Option<Self> {
        let text = number.to_string();
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text.as_str(), 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let coefficient: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        Decimal::scaled(coefficient, scale).filter(Decimal::is_short)
    }

    fn scaled(coefficient: i128, scale: i32) -> Option<Self> {
        match u32::try_from(scale) {
            Ok(scale) => Some(Decimal { coefficient, scale }),
            Err(_) => {
                let factor = 10_i128.checked_pow(scale.unsigned_abs())?;
                let coefficient = coefficient.checked_mul(factor)?;
                Some(Decimal { coefficient, scale: 0 })
            }
        }
    }

    fn is_short(&self) -> bool {
        self.scale <= MOST_DECIMALS && self.coefficient.unsigned_abs() < 10_u128.pow(LONGEST_BOUND)
    }

    /// Whether answers can have as many decimals.
    pub fn can_be_written(&self) -> bool {
        self.scale <= SIGNIFICANT_DIGITS
    }

    /// What is above the integer below, divided by a power of ten.
    fn fraction(&self, scale: u32) -> i128 {
        let fraction = self.coefficient.rem_euclid(10_i128.pow(self.scale));
        fraction * 10_i128.pow(scale - self.scale)
    }

    /// The least integer that, divided by `10^decimals`, is not below the number.
    fn ceil(&self, decimals: u32) -> i128 {
        -Decimal {
            coefficient: -self.coefficient,
            scale: self.scale,
        }
        .floor(decimals)
    }

    /// The greatest integer that, divided by `10^decimals`, is not above the number.
    fn floor(&self, decimals: u32) -> i128 {
        match decimals.checked_sub(self.scale) {
            Some(more) => self.coefficient * 10_i128.pow(more),
            None => self.coefficient.div_euclid(10_i128.pow(self.scale - decimals)),
        }
    }
}

impl From<i128> for Decimal {
    fn from(coefficient: i128) -> Self {
        Decimal { coefficient, scale: 0 }
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let scale = self.scale.max(other.scale);
        let parts = |number: &Decimal| (number.floor(0), number.fraction(scale));
        parts(self).cmp(&parts(other))
    }
}

/// One end of an interval.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The number.
    pub at: Decimal,
    /// Whether the number itself is outside.
    pub is_exclusive: bool,
}

impl Bound {
    /// A bound that is itself inside.
    pub fn inclusive(at: impl Into<Decimal>) -> Self {
        Bound {
            at: at.into(),
            is_exclusive: false,
        }
    }
}

/// The numbers between two bounds.
#[derive(Clone, Copy, Debug)]
pub struct Interval {
    /// The lower bound.
    pub low: Bound,
    /// The upper bound.
    pub high: Bound,
    /// Whether there are only integers.
    pub is_integer: bool,
    /// What all are multiples of.
    pub step: Option<Decimal>,
}

/// How numbers are written.
#[derive(Debug)]
pub struct Numbers {
    /// A regular expression for all of the number.
    pub regex: String,
    /// The most characters of a number.
    pub longest: usize,
}

impl Interval {
    /// How the numbers of the interval are written: without exponents, and with no more decimals than the bounds, or six, as
    /// long as they have no more than fifteen significant digits.
    ///
    /// Nothing if there are none.
    ///
    /// # Errors
    ///
    /// Fails with the reason if the multiples of the step are too many to be listed.
    pub fn numbers(&self) -> Result<Option<Numbers>, &'static str> {
        let alternatives = match self.step {
            Some(step) if step.coefficient != 1 => self.multiples(step)?,
            _ => (0..=self.decimals())
                .flat_map(|decimals| between(self.least(decimals), self.greatest(decimals), decimals))
                .collect(),
        };
        let longest = alternatives.iter().map(|written| written.longest).max();
        let regexes: Vec<String> = alternatives.into_iter().map(|written| written.regex).collect();
        Ok(longest.map(|longest| Numbers {
            regex: regexes.join("|"),
            longest,
        }))
    }

    fn decimals(&self) -> u32 {
        if self.is_integer {
            return 0;
        }
        let farthest = self
            .low
            .at
            .floor(0)
            .unsigned_abs()
            .max(self.high.at.ceil(0).unsigned_abs());
        let room = SIGNIFICANT_DIGITS.saturating_sub(digits_count(farthest));
        let wanted = match self.step {
            Some(step) => step.scale,
            None => DECIMALS.max(self.low.at.scale).max(self.high.at.scale),
        };
        wanted.min(room)
    }

    fn least(&self, decimals: u32) -> i128 {
        match self.low.is_exclusive {
            true => self.low.at.floor(decimals) + 1,
            false => self.low.at.ceil(decimals),
        }
    }

    fn greatest(&self, decimals: u32) -> i128 {
        match self.high.is_exclusive {
            true => self.high.at.ceil(decimals) - 1,
            false => self.high.at.floor(decimals),
        }
    }

    fn multiples(&self, step: Decimal) -> Result<Vec<Numbers>, &'static str> {
        let Decimal { coefficient, scale } = step;
        let first = -(-self.least(scale)).div_euclid(coefficient);
        let last = self.greatest(scale).div_euclid(coefficient);
        if last - first >= MOST_MULTIPLES {
            return Err("there are too many multiples: bring `minimum` and `maximum` closer together");
        }
        let whole = 10_i128.pow(scale);
        let multiples = (first..=last).map(|factor| factor * coefficient);
        let multiples = multiples.filter(|multiple| !self.is_integer || multiple % whole == 0);
        Ok(multiples.map(|multiple| exactly(multiple, scale)).collect())
    }
}

/// One number.
fn exactly(coefficient: i128, scale: u32) -> Numbers {
    let places = scale as usize;
    let sign = if coefficient < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", coefficient.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "\\." };
    Numbers {
        regex: format!("{sign}{whole}{point}{fraction}"),
        longest: sign.len() + whole.len() + 1 + fraction.len(),
    }
}

/// The numbers between two with so many decimals each, given without their points. Zero has no sign.
fn between(low: i128, high: i128, decimals: u32) -> Vec<Numbers> {
    let negative = unsigned_between(1.max(-high), -low, decimals).into_iter();
    let negative = negative.map(|numbers| Numbers {
        regex: format!("-(?:{})", numbers.regex),
        longest: numbers.longest + 1,
    });
    negative.chain(unsigned_between(low.max(0), high, decimals)).collect()
}

/// One alternative for every count of digits.
fn unsigned_between(low: i128, high: i128, decimals: u32) -> Vec<Numbers> {
    let mut alternatives = Vec::new();
    let mut count = decimals + 1;
    loop {
        let shortest = if count == decimals + 1 {
            0
        } else {
            10_i128.pow(count - 1)
        };
        if shortest > high {
            return alternatives;
        }
        let (least, greatest) = (low.max(shortest), high.min(10_i128.pow(count) - 1));
        if least <= greatest {
            alternatives.push(Numbers {
                regex: same_length(&digits(least, count), &digits(greatest, count), decimals as usize),
                longest: (count + u32::from(decimals > 0)) as usize,
            });
        }
        count += 1;
    }
}

fn digits_count(number: u128) -> u32 {
    number.checked_ilog10().map_or(1, |log| log + 1)
}

fn digits(number: i128, count: u32) -> Vec<u8> {
    format!("{number:0width$}", width = count as usize).into_bytes()
}

/// The strings of digits between two of the same length, with a point before the last `decimals`.
fn same_length(low: &[u8], high: &[u8], decimals: usize) -> String {
    let (Some((first, low)), Some((last, high))) = (low.split_first(), high.split_first()) else {
        return String::new();
    };
    let point = if low.len() + 1 == decimals { "\\." } else { "" };
    let (lowest, highest) = (vec![b'0'; low.len()], vec![b'9'; low.len()]);
    let rest = |low: &[u8], high: &[u8]| same_length(low, high, decimals);
    if first == last {
        return format!("{point}{}{}", char::from(*first), rest(low, high));
    }
    // What is left free is written once, not once for every digit before it.
    let (from, to) = (first + u8::from(low != lowest), last - u8::from(high != highest));
    let mut alternatives = Vec::new();
    if from > *first {
        alternatives.push(format!("{}{}", char::from(*first), rest(low, &highest)));
    }
    if from <= to {
        alternatives.push(format!("{}{}", class(from, to), free(low.len(), decimals)));
    }
    if to < *last {
        alternatives.push(format!("{}{}", char::from(*last), rest(&lowest, high)));
    }
    format!("{point}(?:{})", alternatives.join("|"))
}

fn class(from: u8, to: u8) -> String {
    match from == to {
        true => char::from(from).to_string(),
        false => format!("[{}-{}]", char::from(from), char::from(to)),
    }
}

/// So many digits, whichever, the point among them if it is still to come.
fn free(count: usize, decimals: usize) -> String {
    let some = |count: usize| match count {
        0 => String::new(),
        count => format!("[0-9]{{{count}}}"),
    };
    match count.checked_sub(decimals) {
        Some(before) if decimals > 0 => format!("{}\\.{}", some(before), some(decimals)),
        _ => some(count),
    }
}
