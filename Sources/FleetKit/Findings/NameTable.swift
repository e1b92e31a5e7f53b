/// Things that many nodes have in common, each kept once.
struct NameTable<Name: Hashable & Sendable>: Sendable {
  private(set) var names: [Name] = []
  private var places: [Name: Int] = [:]
  private var last = 0

  /// The place of a name, which is added where it is new. Nodes name the same things in the same order, so that the one
  /// behind the last one is looked at first.
  mutating func place(of name: Name) -> Int {
    let next = last + 1 < names.count ? last + 1 : 0
    if next < names.count, names[next] == name {
      last = next
      return next
    }
    last = places[name] ?? names.count
    if last == names.count {
      places[name] = last
      names.append(name)
    }
    return last
  }

  /// The same, where a name is only made if it is not the one behind the last.
  mutating func place(ifNext isNext: (Name) -> Bool, else name: () -> Name) -> Int {
    let next = last + 1 < names.count ? last + 1 : 0
    if next < names.count, isNext(names[next]) {
      last = next
      return next
    }
    return place(of: name())
  }

  subscript(place: Int) -> Name { names[place] }
}
