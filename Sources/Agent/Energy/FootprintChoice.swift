internal import Footprint
internal import LinuxFiles
internal import NodeModel

/// The factors that a node's energy is multiplied with: what the configuration says, else what the tables say
/// of the cloud that the firmware or cloud-init names, else their averages. Each of them says where it comes from.
struct FootprintChoice {
  /// The model.
  let model: FootprintModel
  /// The site's PUE and where it comes from.
  let effectiveness: PowerUsageEffectiveness
  /// The site's name for labels.
  let site: String

  /// Chooses for a machine. The configuration was checked when it was read; nil where the tables have no
  /// intensity at all.
  init?(
    _ configuration: Configuration, _ machine: MachineIdentity, firmware: FirmwareIdentity,
    instance: CloudInstance? = nil, capacity: NodeCapacity, parts: ServerParts?
  ) {
    let provider = CloudProvider(firmware) ?? instance?.provider
    let region = instance?.provider == provider ? instance?.region : nil
    let place = Self.place(configuration.site, provider, region)
    guard let grid = try? IntensityChain(place, basis: configuration.site.basis) else { return nil }
    effectiveness = Self.effectiveness(
      configuration.site.pue, place.provider ?? provider, place.region, machine)
    model = FootprintModel(
      effectiveness: ConfiguredPUE(effectiveness), grid: grid,
      market: (try? configuration.site.market) ?? .none,
      // Nobody knows what part of a host's making a virtual machine bears, or what a board weighs.
      embodied: parts.flatMap { EmbodiedRates($0.parts(), of: capacity) },
      tariff: Self.tariff(configuration.cost))
    site = configuration.site.name ?? ""
  }

  /// A region that the tables do not know is none.
  private static func place(
    _ site: Configuration.Site, _ provider: CloudProvider?, _ region: String?
  ) -> GridPlace {
    if let zone = site.zone, let place = try? GridPlace(zone) { return place }
    guard let provider else { return .unknown }
    return (try? GridPlace(provider, region: region)) ?? GridPlace(provider)
  }

  private static func effectiveness(
    _ stated: Configuration.PUE?, _ provider: CloudProvider?, _ region: CloudRegion?,
    _ machine: MachineIdentity
  ) -> PowerUsageEffectiveness {
    if let stated, let configured = try? PowerUsageEffectiveness(stated) { return configured }
    if let provider, let disclosed = PowerUsageEffectiveness.disclosed(by: provider, region: region)
    {
      return disclosed
    }
    // A board hangs on a wall without a cooling plant.
    let isBoard = machine.board != nil && !machine.isVirtual
    return .tabled(isBoard ? "edge_no_cooling" : "industry_average") ?? .none
  }

  private static func tariff(_ cost: Configuration.Cost) -> Tariff? {
    guard let currency = cost.currency.flatMap({ Currency($0) }) else { return nil }
    // Nothing tells which job has reserved an accelerator: a price of it would charge all of them nothing.
    return Tariff(
      currency: currency, perKilowattHour: cost.perKilowattHour.flatMap { Millionths($0) },
      perCoreHour: cost.perCoreHour.flatMap { Millionths($0) })
  }
}

extension PowerUsageEffectiveness {
  /// What the administrator has stated.
  init(_ stated: Configuration.PUE) throws(PUERefusal) {
    guard let ratio = Millionths(stated.value) else { throw .implausible }
    try self.init(
      ratio, status: .configured, category: stated.category, year: stated.year,
      source: stated.source ?? "configuration")
  }
}

extension FirmwareIdentity {
  /// What SMBIOS says; empty where there is none.
  init(below root: borrowing Root) {
    func text(_ file: String) -> String { root.sys.text(of: "class/dmi/id/" + file) ?? "" }
    self.init(
      vendor: text("sys_vendor"), product: text("product_name"),
      firmwareVersion: text("bios_version"), chassisAssetTag: text("chassis_asset_tag"))
  }
}
