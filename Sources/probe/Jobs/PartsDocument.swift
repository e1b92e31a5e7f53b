import Agent
import NodeModel

/// What the agent says of the parts of jobs on its page: `docs/schema/parts.json`.
enum PartsDocument {
  /// By `job_id`.
  static func jobs(in json: [UInt8]) throws(JSONError) -> [String: JobParts] {
    var jobs: [String: JobParts] = [:]
    var reader = try JSONReader(json)
    try reader.array { (reader) throws(JSONError) in
      var id: String?
      var parts: JobParts?
      try reader.object { (reader, name) throws(JSONError) in
        switch name {
        case "job_id": id = try reader.string()
        case "parts": parts = try JobParts(reading: &reader)
        default: try reader.skipValue()
        }
      }
      if let id { jobs[id] = parts }
    }
    try reader.end()
    return jobs
  }
}
