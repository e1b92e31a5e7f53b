/// The order in which people count.
enum NaturalOrder {
  /// Whether a name comes before another: node 9 before node 10.
  static func precedes(_ left: String, _ right: String) -> Bool {
    var (first, second) = (Substring(left), Substring(right))
    while let one = first.first, let other = second.first {
      if one.isNumber, other.isNumber {
        let (digits, others) = (first.prefix { $0.isNumber }, second.prefix { $0.isNumber })
        let (number, another) = (digits.drop { $0 == "0" }, others.drop { $0 == "0" })
        if number.count != another.count { return number.count < another.count }
        if number != another { return number < another }
        first = first.dropFirst(digits.count)
        second = second.dropFirst(others.count)
      } else if one != other {
        return one < other
      } else {
        first = first.dropFirst()
        second = second.dropFirst()
      }
    }
    return first.isEmpty && second.isEmpty ? left < right : first.isEmpty
  }
}
