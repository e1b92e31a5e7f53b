internal import LinuxFiles
internal import NodeModel

/// The names of containers, from the files of their managers; they need to be root's reader.
///
/// Sources: Docker's `containers/ID/config.v2.json`, member `Name` (with a slash before it); Podman's
/// `overlay-containers/containers.json`, members `id` and `names`.
enum ContainerFiles {
  private static let mostBytes = 4 << 20

  /// The container that owns a group.
  static func facts(of owner: CgroupOwner, in files: String) -> JobFacts {
    var facts = JobFacts()
    facts.name =
      owner.manager == .docker
      ? json(files + "/var/lib/docker/containers/\(owner.name)/config.v2.json").flatMap(dockerName)
      : json(files + "/var/lib/containers/storage/overlay-containers/containers.json")
        .flatMap { podmanName(of: owner.name, in: $0) }
    facts.isComplete = facts.name != nil
    return facts
  }

  private static func json(_ path: String) -> [UInt8]? {
    try? BoundedFile.contents(of: path, limit: mostBytes)
  }

  /// "/web" is "web".
  static func dockerName(_ bytes: [UInt8]) -> String? {
    var found: String?
    do throws(JSONError) {
      var reader = try JSONReader(bytes)
      try reader.object { (reader, name) throws(JSONError) in
        guard name == "Name" else { return try reader.skipValue() }
        found = try reader.string()
      }
      try reader.end()
    } catch {
      return nil
    }
    return found.flatMap { JobFacts.value($0.utf8.drop { $0 == UInt8(ascii: "/") }) }
  }

  /// The first name of the container with that id.
  static func podmanName(of id: String, in bytes: [UInt8]) -> String? {
    var found: String?
    do throws(JSONError) {
      var reader = try JSONReader(bytes)
      try reader.array { (reader) throws(JSONError) in
        var (itsID, first) = (String?.none, String?.none)
        try reader.object { (reader, name) throws(JSONError) in
          switch name {
          case "id": itsID = try reader.string()
          case "names":
            try reader.array { (reader) throws(JSONError) in
              let name = try reader.string()
              first = first ?? name
            }
          default: try reader.skipValue()
          }
        }
        if itsID == id { found = first }
      }
      try reader.end()
    } catch {
      return nil
    }
    return found.flatMap { JobFacts.value($0.utf8) }
  }
}
