/// What a meter saw since it and its account agreed last, and what that account had then.
///
/// While the meter cannot be read, a worse source may tell the account. When it is back it knows what really
/// flowed in all that time.
struct Claim: Equatable {
  /// Energy that the meter saw, in microjoules.
  var seen: UInt64 = 0
  /// What the account had, in microjoules.
  let booked: UInt64

  /// What the account was given since, where it has `now`.
  func given(by now: UInt64) -> UInt64 { now - min(now, booked) }
}
