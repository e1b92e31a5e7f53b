import Exporters
import NodeModel
import Probes

extension SensorReport {
  /// Writes the sensor as one object: a value, or the reason why there is none.
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("chip", chip)
      writer.member("device", device)
      writer.member("sensor", sensor)
      writer.member("kind", kind.word)
      writer.member("label", label)
      writer.member("value", value)
      writer.member("refused", refusal?.word)
      writer.member("unit", kind.unit)
      writer.key("limits")
      writer.object { writer in
        for limit in limits {
          writer.key(text: limit.name)
          writer.real(limit.value)
        }
      }
      writer.key("alarms")
      writer.array { writer in
        for alarm in alarms { writer.string(alarm) }
      }
    }
  }
}
