/// The number of a place in a ledger's topology; it holds until the next one is declared.
public struct PlaceIndex: Hashable, Sendable {
  let number: Int

  init(_ number: Int) {
    self.number = number
  }
}
