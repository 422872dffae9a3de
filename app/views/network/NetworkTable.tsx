/** The same as the drawing, for those who read it: a row for each endpoint. */
import { TableForm } from '../../components/TableForm.tsx'
import { type NetworkDrawing, rateWords } from '../../draw/network.ts'

export function NetworkTable({ drawing }: { drawing: NetworkDrawing }) {
  return (
    <TableForm
      caption={'Services and their endpoints'}
      titles={['Service', 'Address', 'Requests', 'Endpoint', 'Pod', 'In rotation', 'Requests there']}
    >
      {drawing.services.flatMap(({ key, service, rate, endpoints }) =>
        (endpoints.length > 0 ? endpoints : [undefined]).map((row, i) => (
          <tr key={`${key} ${row?.endpoint.address ?? ''}`}>
            <th scope="row">{i === 0 ? service.name : ''}</th>
            <td>{i === 0 ? service.clusterIP : ''}</td>
            <td>{i === 0 ? rateWords(rate) : ''}</td>
            <td>{row?.endpoint.address ?? 'none'}</td>
            <td>{row?.endpoint.pod}</td>
            <td>
              {row ? (row.endpoint.ready ? 'yes' : row.endpoint.terminating ? 'no, terminating' : 'no, not ready') : ''}
            </td>
            <td>{row ? rateWords(row.rate) : ''}</td>
          </tr>
        )),
      )}
    </TableForm>
  )
}
