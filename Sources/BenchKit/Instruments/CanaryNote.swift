/// How fast the canary's work went at one time.
public struct CanaryNote: Sendable, Equatable {
  /// What one CPU did.
  public struct Place: Sendable, Equatable {
    /// Floating-point operations a second, all pipes busy: a busy neighbour on the same core takes from it.
    public var multiply: Double
    /// Dependent additions a second, which is the clock in hertz.
    public var clock: Double
    /// Bytes a second from the last cache, or from where its set lies.
    public var read: Double

    /// States what was measured.
    public init(multiply: Double, clock: Double, read: Double) {
      self.multiply = multiply
      self.clock = clock
      self.read = read
    }
  }

  /// One for each CPU of the team in its order, or for each of `members`.
  public var places: [Place]
  /// The places in the team that `places` are of; nil stands for all.
  public private(set) var members: [Int]?
  /// Seconds for a cache line's way from the first CPU of the team to the second; nil where there is no
  /// second. Two values far apart are two placements of virtual CPUs.
  public var bounce: Double?

  /// States what was measured.
  public init(places: [Place], bounce: Double?) {
    self.places = places
    self.bounce = bounce
  }

  /// What the CPU at one place of the team did; nil where that is not known.
  func place(_ member: Int) -> Place? {
    guard let members else { return places.indices.contains(member) ? places[member] : nil }
    return members.firstIndex(of: member).map { places[$0] }
  }

  /// Without what the CPUs at other places of the team did: all pairs of many CPUs have more blocks than there is
  /// memory for notes of all CPUs beside each.
  func only(_ members: [Int]) -> CanaryNote {
    let known = members.compactMap(place)
    guard self.members == nil, known.count == members.count, known.count < places.count else {
      return self
    }
    var note = CanaryNote(places: known, bounce: bounce)
    note.members = members
    return note
  }
}
