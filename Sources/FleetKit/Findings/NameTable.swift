/// Things that many nodes have in common, each kept once.
struct NameTable<Name: Hashable & Sendable>: Sendable {
  private(set) var names: [Name] = []
  private var places: [Name: Int] = [:]

  /// The place of a name, which is added where it is new.
  mutating func place(of name: Name) -> Int {
    if let place = places[name] { return place }
    places[name] = names.count
    names.append(name)
    return names.count - 1
  }

  subscript(place: Int) -> Name { names[place] }
}
