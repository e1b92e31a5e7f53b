/// What owners did since energy was booked last, for each place where energy flows.
///
/// Energy may come later than the activity that caused it (a failed read, a slow meter), so activity waits
/// for it here. The storage is one array a quantity, place after place.
struct ActivityBoard {
  /// What one owner can say of one round at most.
  static let greatestWeight: UInt64 = 1 << 43
  /// What can wait for one owner at most. The sum over 8,191 owners fits into 64 bits.
  private static let greatest: UInt64 = 1 << 51

  private(set) var places: Int
  private(set) var owners: Int
  private(set) var weights: [UInt64]
  private(set) var claims: [UInt64]
  /// For each place: the time that waits, in milliseconds.
  private(set) var time: [UInt64]
  /// For each place: its capacity times that time.
  private(set) var capacityTime: [UInt64]

  init(places: Int, owners: Int) {
    self.places = places
    self.owners = owners
    weights = Array(repeating: 0, count: places * owners)
    claims = Array(repeating: 0, count: places * owners)
    time = Array(repeating: 0, count: places)
    capacityTime = Array(repeating: 0, count: places)
  }

  /// Makes room for more owners; what waits stays.
  mutating func grow(owners more: Int) {
    guard more > owners else { return }
    var board = ActivityBoard(places: places, owners: more)
    for place in 0..<places { board.goOn(from: self, at: place, as: place) }
    self = board
  }

  /// A place goes on with what waits for it on another board.
  mutating func goOn(from old: borrowing ActivityBoard, at oldPlace: Int, as place: Int) {
    time[place] = old.time[oldPlace]
    capacityTime[place] = old.capacityTime[oldPlace]
    for owner in 0..<min(owners, old.owners) {
      weights[first(place) + owner] = old.weights[old.first(oldPlace) + owner]
      claims[first(place) + owner] = old.claims[old.first(oldPlace) + owner]
    }
  }

  /// An owner's activity in a round: its weight, and its claim on energy that flows without activity.
  mutating func record(owner: Int, place: Int, weight: UInt64, claim: UInt64) {
    let cell = place * owners + owner
    weights[cell] = min(weights[cell] + min(weight, Self.greatestWeight), Self.greatest)
    claims[cell] = min(claims[cell] + min(claim, Self.greatest), Self.greatest)
  }

  /// Time that passed at a place.
  mutating func pass(_ milliseconds: UInt64, place: Int, capacity: UInt32) {
    let milliseconds = min(milliseconds, 1 << 30)
    time[place] = min(time[place] + milliseconds, Self.greatest)
    capacityTime[place] = min(
      capacityTime[place] + UInt64(capacity) * milliseconds, Self.greatest)
  }

  /// Where the cells of a place begin, one an owner.
  func first(_ place: Int) -> Int { place * owners }

  /// Adds to the weights of owners what they were given elsewhere.
  mutating func follow(_ division: borrowing LargestRemainder, place: Int) {
    let first = first(place)
    let ownerSpan = division.owners.span
    let shareSpan = division.shares.span
    var weightSpan = weights.mutableSpan
    for index in 0..<division.count {
      let cell = first + Int(ownerSpan[index])
      weightSpan[cell] = min(
        weightSpan[cell] + min(shareSpan[index], Self.greatest), Self.greatest)
    }
  }

  /// The energy of a place is booked, or lost.
  mutating func clear(place: Int) {
    time[place] = 0
    capacityTime[place] = 0
    Self.clear(&weights, first(place)..<first(place + 1))
    Self.clear(&claims, first(place)..<first(place + 1))
  }

  private static func clear(_ column: inout [UInt64], _ cells: Range<Int>) {
    var span = column.mutableSpan
    for cell in cells { span[cell] = 0 }
  }

  /// Whether something of an owner waits at any place.
  func holds(owner: Int) -> Bool {
    owner < owners
      && (0..<places).contains { place in
        weights[place * owners + owner] > 0 || claims[place * owners + owner] > 0
      }
  }

  /// An owner's number is to be given to another.
  mutating func clear(owner: Int) {
    for place in 0..<places {
      weights[place * owners + owner] = 0
      claims[place * owners + owner] = 0
    }
  }
}
