import { useAccounts } from '../../data/queries.ts'
import { Loaded } from '../../ui/states.tsx'

/** For who comes to an installation in which there is nothing yet: the way to a first deployment. */
export const Beginning = () => (
  <Loaded of={useAccounts()} what="The accounts">
    {(accounts) => (
      <section className="panel home-beginning" aria-label="First steps">
        <h2>Nothing is deployed from here yet</h2>
        <ol className="stack">
          <li>
            {accounts.length > 0 ? (
              <>
                <strong>
                  {accounts.length === 1 ? 'A cloud account is' : `${accounts.length} cloud accounts are`} connected:
                </strong>{' '}
                {accounts
                  .slice(0, 5)
                  .map(({ name }) => name)
                  .join(', ')}
                {accounts.length > 5 && ' and more'}.
              </>
            ) : (
              <>
                <strong>Connect a cloud account.</strong> On the server: <code>hal config provider</code>, then restart.
                Without one, pipelines that touch no cloud work already.
              </>
            )}
          </li>
          <li>
            <strong>
              <a href="#/applications?create=">Create an application.</a>
            </strong>{' '}
            It is what you deploy: a service with its owner, its pipelines and its servers.
          </li>
          <li>
            <strong>Give it a pipeline</strong> under Pipelines: bake or find an image, deploy it, ask somebody, go on.
          </li>
          <li>
            <strong>Start it.</strong> This page then shows what runs, what waits for you and which version is where.
          </li>
        </ol>
      </section>
    )}
  </Loaded>
)
