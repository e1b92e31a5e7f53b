/// What people may call a job, and say about it: bounds for names and tags that come from outside.
public enum JobWords {
  /// The longest name and the longest value of a tag, in bytes of UTF-8.
  public static let longest = 256
  /// The most tags of a job.
  public static let mostTags = 32

  /// Labels of a job's series that a tag may not take.
  static let reserved: Set<String> = [
    "job_id", "job_name", "manager", "component", "currency", "user", "account", "tier",
    "job", "instance", "pod", "namespace", "container", "le", "quantile",
  ]

  /// What is wrong with a name; nil where it can be used.
  public static func complaint(name: String) -> String? {
    if name.isEmpty { return "the name is empty" }
    return complaint(text: name).map { "the name " + $0 }
  }

  /// What is wrong with tags; nil where they can be used.
  public static func complaint(tags: [String: String]) -> String? {
    guard tags.count <= mostTags else { return "more than \(mostTags) tags" }
    for (name, value) in tags.sorted(by: { $0.key < $1.key }) {
      guard Label.isName(name), !name.hasPrefix("__") else {
        return "a tag's name has letters, digits and _, at most 64, and no digit first"
      }
      if reserved.contains(name) { return "the tag \(name) would hide a label of that name" }
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
