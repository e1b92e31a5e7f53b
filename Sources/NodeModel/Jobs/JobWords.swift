/// What people may call a job, and say about it: bounds for names and tags that come from outside.
public enum JobWords {
  /// The longest name and the longest value of a tag, in bytes of UTF-8.
  public static let longest = 128
  /// The most tags that one command or one rule gives.
  public static let mostTags = 16

  /// Names that a job's series have for something else, or that Prometheus gives its targets.
  private static let taken: Set<String> = [
    "job_id", "job_name", "manager", "component", "bound", "currency", "user", "account",
    "partition", "workload_namespace", "workload_pod", "tier", "job", "instance", "pod",
    "namespace",
    "container", "le", "quantile",
  ]

  /// Whether a tag may have that name.
  public static func isTag(_ name: String) -> Bool {
    Label.isName(name) && !name.hasPrefix("__") && !taken.contains(name)
  }

  /// As much of a text from its beginning as can be a name or a tag's value: without control characters.
  public static func usable(_ text: String) -> String {
    var used = String.UnicodeScalarView()
    var bytes = 0
    for scalar in text.unicodeScalars where scalar.value >= 0x20 && scalar.value != 0x7F {
      bytes += String(scalar).utf8.count
      guard bytes <= longest else { break }
      used.append(scalar)
    }
    return String(used)
  }

  /// What is wrong with a name; nil where it can be used.
  public static func complaint(name: String) -> String? {
    if name.isEmpty { return "the name is empty" }
    return complaint(text: name).map { "the name " + $0 }
  }

  /// What is wrong with tags; nil where they can be used.
  public static func complaint(tags: [String: String]) -> String? {
    guard tags.count <= mostTags else { return "more than \(mostTags) tags" }
    for (name, value) in tags.sorted(by: { $0.key < $1.key }) {
      guard isTag(name) else {
        let shown = String(
          decoding: name.utf8.prefix(64).filter { $0 >= 0x20 && $0 < 0x7F }, as: UTF8.self)
        return "\"\(shown)\" cannot be a tag's name; project, team, cost_center can"
      }
      if let complaint = complaint(text: value) { return "the tag \(name) " + complaint }
    }
    return nil
  }

  private static func complaint(text: String) -> String? {
    if text.utf8.count > longest { return "has more than \(longest) bytes" }
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "has control characters" }
    return nil
  }
}
