/** The Setup tree, facts 2.2 and 2.3 [S]; the names of most nodes are guesses [I], for they lead nowhere here. */
export interface TreeNode {
  readonly label: string;
  /** Missing where the node is a folder. */
  readonly path?: string;
  readonly children?: readonly TreeNode[];
}

export interface TreeSection {
  readonly heading?: string;
  readonly nodes: readonly TreeNode[];
}

const leaf = (label: string, node: string): TreeNode => ({ label, path: `/lightning/setup/${node}/home` });
const folder = (label: string, ...children: TreeNode[]): TreeNode => ({ label, children });

const wholeTree: readonly TreeSection[] = [
  {
    nodes: [
      leaf('Setup Home', 'SetupOneHome'),
      leaf('Salesforce Go', 'SalesforceGo'),
      leaf('Service Setup Assistant', 'ServiceSetupAssistant'),
      leaf('Commerce Setup Assistant', 'CommerceSetupAssistant'),
      leaf('Field Service Setup Home (Beta)', 'FieldServiceSetupHome'),
      leaf('Hyperforce Assistant', 'HyperforceAssistant'),
      leaf('Release Updates', 'ReleaseUpdates'),
      leaf('Salesforce Mobile App', 'SalesforceMobileAppQuickStart'),
      leaf('Lightning Usage', 'LightningUsageSetup'),
      leaf('Optimizer', 'Optimizer'),
      leaf('Sales Cloud Everywhere', 'SalesCloudEverywhere'),
    ],
  },
  {
    heading: 'Administration',
    nodes: [
      folder(
        'Users',
        leaf('Permission Set Groups', 'PermSetGroups'),
        leaf('Permission Sets', 'PermSets'),
        leaf('Profiles', 'EnhancedProfiles'),
        leaf('Public Groups', 'PublicGroups'),
        leaf('Queues', 'Queues'),
        leaf('Roles', 'Roles'),
        leaf('User Management Settings', 'UserManagementSettings'),
        leaf('Users', 'ManageUsers'),
      ),
      folder(
        'Data',
        leaf('Data Export', 'DataManagementExport'),
        leaf('Duplicate Rules', 'DuplicateRules'),
        leaf('Storage Usage', 'CompanyResourceDisk'),
      ),
      folder(
        'Email',
        leaf('Deliverability', 'OrgEmailSettings'),
        leaf('Organization-Wide Addresses', 'OrgWideEmailAddresses'),
      ),
    ],
  },
  {
    heading: 'Platform Tools',
    nodes: [
      folder('Subscription Management', leaf('Subscription Requests', 'SubscriptionRequests')),
      folder(
        'Apps',
        leaf('App Manager', 'NavigationMenus'),
        leaf('AppExchange Marketplace', 'AppExchangeMarketplace'),
        folder(
          'Connected Apps',
          leaf('Connected Apps OAuth Usage', 'ConnectedAppsUsage'),
          leaf('Manage Connected Apps', 'ConnectedApplication'),
        ),
        folder(
          'External Client Apps',
          leaf('External Client App Manager', 'ManageExternalClientApplication'),
          leaf('OAuth Usage', 'ExternalClientAppOauthUsage'),
          leaf('Settings', 'ExternalClientApplicationSettings'),
        ),
        folder(
          'Lightning Bolt',
          leaf('Flow Category', 'FlowCategory'),
          leaf('Lightning Bolt Solutions', 'LightningBoltSolutions'),
        ),
        leaf('Lightning Out 2.0 App Manager', 'LightningOutAppManager'),
        folder(
          'Mobile Apps',
          leaf('Salesforce Branding', 'Salesforce1Branding'),
          leaf('Salesforce Navigation', 'ProjectOneAppMenu'),
        ),
        folder('Packaging', leaf('Installed Packages', 'ImportedPackage'), leaf('Package Manager', 'Package')),
      ),
      folder(
        'Feature Settings',
        leaf('Digital Experiences', 'NetworkSettings'),
        leaf('Knowledge', 'KnowledgeSettings'),
      ),
      folder('Slack', leaf('Slack Setup', 'SlackSetup')),
      folder('Data Cloud', leaf('Data Cloud Setup', 'CDPSetup')),
      folder('Heroku', leaf('Heroku Integration', 'Heroku')),
      folder('Einstein', leaf('Einstein Setup', 'EinsteinGPTSetup'), leaf('Einstein for Users', 'EinsteinForUsers')),
      folder('Objects and Fields', leaf('Object Manager', 'ObjectManager'), leaf('Schema Builder', 'SchemaBuilder')),
      folder(
        'Integrations',
        leaf('API', 'WebServices'),
        leaf('External Services', 'ExternalServices'),
        leaf('Platform Events', 'EventObjects'),
      ),
    ],
  },
  {
    heading: 'Settings',
    nodes: [
      folder('Company Settings', leaf('Company Information', 'CompanyProfileInfo'), leaf('My Domain', 'OrgDomain')),
      folder(
        'Identity',
        leaf('Identity Verification', 'IdentityVerification'),
        leaf('Login History', 'OrgLoginHistory'),
        leaf('OAuth and OpenID Connect Settings', 'OauthOidcSettings'),
      ),
      folder(
        'Security',
        // guess [I]: facts 2, its node.
        leaf('Network Access', 'NetworkAccess'),
        leaf('Session Settings', 'SecuritySession'),
        leaf('View Setup Audit Trail', 'SecurityEvents'),
      ),
    ],
  },
];

/** The tree of a release. @param lacks labels of nodes that it does not have */
export function setupTree(lacks: readonly string[]): TreeSection[] {
  const had = (nodes: readonly TreeNode[]): TreeNode[] =>
    nodes
      .filter(({ label }) => !lacks.includes(label))
      .map((node) => (node.children ? { ...node, children: had(node.children) } : node));
  return wholeTree.map((section) => ({ ...section, nodes: had(section.nodes) }));
}
