/** The one way an account, and a region in it, are named. */
export const Place = ({ account, region }: { account?: string; region?: string }) => (
  <span className="row tight" style={{ display: 'inline-flex' }}>
    {account && <span className="tag">{account}</span>}
    {region && <span className="tag">{region}</span>}
  </span>
)
