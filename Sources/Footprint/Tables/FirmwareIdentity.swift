/// What the firmware says of a machine: `/sys/class/dmi/id`, without blanks at the ends.
public struct FirmwareIdentity: Sendable, Hashable {
  /// `sys_vendor`.
  public let vendor: String
  /// `product_name`.
  public let product: String
  /// `bios_version`.
  public let firmwareVersion: String
  /// `chassis_asset_tag`.
  public let chassisAssetTag: String

  /// Takes the strings; an empty one is unknown.
  public init(
    vendor: String = "", product: String = "", firmwareVersion: String = "",
    chassisAssetTag: String = ""
  ) {
    self.vendor = vendor
    self.product = product
    self.firmwareVersion = firmwareVersion
    self.chassisAssetTag = chassisAssetTag
  }
}
