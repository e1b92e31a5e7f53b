/// The names of an object's members so far, each of which may come once.
struct SeenNames {
  /// Most objects have few names: these take no memory of their own, and are compared one by one.
  private var few = InlineArray<16, JSONText>(
    repeating: JSONText(start: 0, end: 0, hasEscapes: false))
  private var count = 0
  private var many: Set<[UInt8]> = []

  /// Takes another name; refuses one that was there.
  mutating func insert(_ name: JSONText, _ walker: borrowing JSONWalker) throws(JSONFault) {
    if count < few.count {
      for place in 0..<count where walker.isSame(few[place], name) {
        throw JSONFault(.doubledName, at: name.start)
      }
      few[count] = name
      count += 1
      return
    }
    if many.isEmpty { many = Set(few.indices.map { walker.decoded(few[$0]) }) }
    guard many.insert(walker.decoded(name)).inserted else {
      throw JSONFault(.doubledName, at: name.start)
    }
  }
}
